"""Path items that are written in other files."""

from mockserver.validate import check_document


def test_parameters_of_a_path_item_behind_a_reference_count(tmp_path):
    (tmp_path / "item.yaml").write_text(
        "parameters: [{name: id, in: path, required: true, schema: {type: string}}]\n"
        "get: {responses: {default: {description: OK}}}\n"
    )
    root = tmp_path / "openapi.yaml"
    root.write_text(
        "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {'/a/{id}': {$ref: item.yaml}}\n"
    )
    assert check_document(str(root)).findings == ()
