"""Settings of the API: what DRF and drf-spectacular are told, and how much one may ask."""

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.TokenAuthentication",
        "accounts.api.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_THROTTLE_CLASSES": ["core.drf.Throttle"],
    "DEFAULT_PARSER_CLASSES": ["core.drf.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "core.drf.OnlyJSON",
    "DEFAULT_PAGINATION_CLASS": None,
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "core.openapi.ApiSchema",
    "EXCEPTION_HANDLER": "core.drf.problem",
    "URL_FORMAT_OVERRIDE": None,
}
# By sign-in, and by address for whoever has none: a whole building shares one.
API_REQUESTS_PER_MINUTE = {"user": 300, "address": 600}

SPECTACULAR_SETTINGS = {
    "TITLE": "同心 API",
    "DESCRIPTION": "网页上能看、能办的事，程序用同样的规则看和办。说明见 docs/api.md。",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    # Choices stand where they are used: several nouns have a state of their own.
    "POSTPROCESSING_HOOKS": [],
}
