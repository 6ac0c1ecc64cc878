"""The versions of OpenAPI as values: nothing above this room asks which one it is."""

from dataclasses import replace

from mockserver.spec import lift, openapi, swagger
from mockserver.spec.model import Dialect

SWAGGER_2_0 = Dialect(
    name="2.0",
    servers=swagger.servers,
    own_servers=swagger.own_servers,
    operations=swagger.operations,
    parameters=swagger.parameters,
    request_body=swagger.request_body,
    responses=swagger.responses,
    undeclared=swagger.undeclared,
    security_schemes=swagger.security_schemes,
    security_scheme=swagger.security_scheme,
    lift=lift.from_2_0,
)
OPENAPI_3_0 = Dialect(
    name="3.0",
    servers=openapi.servers,
    own_servers=openapi.own_servers,
    operations=openapi.operations,
    parameters=openapi.parameters,
    request_body=openapi.request_body,
    responses=openapi.responses,
    undeclared=openapi.undeclared,
    security_schemes=openapi.security_schemes,
    security_scheme=openapi.security_scheme,
    lift=lift.from_3_0,
)
OPENAPI_3_1 = replace(OPENAPI_3_0, name="3.1", lift=lift.keep)
OPENAPI_3_2 = replace(OPENAPI_3_1, name="3.2", operations=openapi.operations_3_2)
DIALECTS = {each.name: each for each in (SWAGGER_2_0, OPENAPI_3_0, OPENAPI_3_1, OPENAPI_3_2)}
