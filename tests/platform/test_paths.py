"""Which route a path belongs to."""

from chalicelib.web.paths import Paths, parts_of


def test_a_fixed_part_of_a_path_is_preferred_to_one_in_braces() -> None:
    paths = Paths(["/users", "/users/{user_id}", "/users/me", "/{any}/x"])

    def found(path: str) -> tuple[str, dict[str, str]] | None:
        return paths.find(parts_of(path))

    assert found("/users/me") == ("/users/me", {})
    assert found("/users/a%2Fb%20c") == ("/users/{user_id}", {"user_id": "a/b c"})
    assert found("/users/x") == ("/users/{user_id}", {"user_id": "x"})
    assert found("/other/x") == ("/{any}/x", {"any": "other"})
    assert found("/users/1/2") is None
    assert found("/") is None
