"""The versions of OpenAPI as values: nothing above this room asks which one it is."""

from mockserver.spec import lift, openapi, swagger
from mockserver.spec.model import Dialect

SWAGGER_2_0 = Dialect(
    name="2.0",
    servers=swagger.servers,
    operations=swagger.operations,
    parameters=swagger.parameters,
    request_body=swagger.request_body,
    responses=swagger.responses,
    undeclared=swagger.undeclared,
    security_schemes=swagger.security_schemes,
    lift=lift.from_2_0,
)
OPENAPI_3_0 = Dialect(
    name="3.0",
    servers=openapi.servers,
    operations=openapi.operations,
    parameters=openapi.parameters,
    request_body=openapi.request_body,
    responses=openapi.responses,
    undeclared=openapi.undeclared,
    security_schemes=openapi.security_schemes,
    lift=lift.from_3_0,
)
OPENAPI_3_1 = Dialect(
    name="3.1",
    servers=openapi.servers,
    operations=openapi.operations,
    parameters=openapi.parameters,
    request_body=openapi.request_body,
    responses=openapi.responses,
    undeclared=openapi.undeclared,
    security_schemes=openapi.security_schemes,
    lift=lift.keep,
)
OPENAPI_3_2 = Dialect(
    name="3.2",
    servers=openapi.servers,
    operations=openapi.operations_3_2,
    parameters=openapi.parameters,
    request_body=openapi.request_body,
    responses=openapi.responses,
    undeclared=openapi.undeclared,
    security_schemes=openapi.security_schemes,
    lift=lift.keep,
)
DIALECTS = {each.name: each for each in (SWAGGER_2_0, OPENAPI_3_0, OPENAPI_3_1, OPENAPI_3_2)}
