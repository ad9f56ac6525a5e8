"""The least of a model file, as a document."""


def small(**changes: object) -> dict[str, object]:
    group = {"name": "agents", "agents": changes.pop("agents", [2]), "serves": ["all"]}
    kind = {
        **{"name": "all", "arrival_rate": [1.0], "service_rate": 0.5, "patience_rate": 1},
        **{"priority": 0, "groups": ["agents"]},
    }
    return {
        "name": "small",
        "time_unit": "minutes",
        "periods": {"length": 60, "count": 1},
        "target_seconds": 20,
        "classes": [kind],
        "groups": [group],
        **changes,
    }
