"""Models with any skills, priorities, periods and staff, small enough to run in a moment."""

from hypothesis import strategies as st

from bench.acd.model import SELECT_TASK, ContactClass, Group, Model

PERIOD_SECONDS = 600.0


@st.composite
def models(draw: st.DrawFn) -> Model:
    """Every class has a group and every group a class, and somebody of each group is there at the end."""
    count = draw(st.integers(1, 4))
    links = draw(_links())
    kinds, groups = sorted({kind for kind, _ in links}), sorted({group for _, group in links})
    rates = st.lists(st.sampled_from([0.0, 0.004, 0.01, 0.02]), min_size=count, max_size=count)
    return Model(
        name="any",
        period_seconds=PERIOD_SECONDS,
        period_count=count,
        busyness_gamma_shape=None,
        target_seconds=20.0,
        classes=tuple(
            ContactClass(
                name=kind,
                arrival_rate=tuple(draw(rates)),
                service_rate=(draw(st.sampled_from([0.003, 0.005, 0.01])),) * count,
                patience_rate=(draw(st.sampled_from([None, 0.003, 0.01])),) * count,
                priority=draw(st.integers(0, 2)),
                groups=tuple(draw(st.permutations([group for each, group in links if each == kind]))),
            )
            for kind in kinds
        ),
        groups=tuple(
            Group(
                name=group,
                agents=(*draw(st.lists(st.integers(0, 4), min_size=count - 1, max_size=count - 1)), 1),
                serves=tuple(draw(st.permutations([kind for kind, each in links if each == group]))),
            )
            for group in groups
        ),
        select_task=draw(st.sampled_from(SELECT_TASK)),
    )


def _links() -> st.SearchStrategy[list[tuple[str, str]]]:
    """Which class each group serves, at most five of each."""
    link = st.tuples(st.sampled_from("abcde"), st.sampled_from("vwxyz"))
    return st.lists(link, min_size=1, max_size=12, unique=True).map(sorted)
