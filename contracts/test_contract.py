"""The contract: one test for each operation in each phase of `mockserver verify`.

pytest contracts                                 the mock of openapi.yaml itself
pytest contracts --base-url http://localhost:8000
"""


def test_contract(contract_case):
    contract_case.check()
