"""A contact center as a model describes it: who comes, who serves, by which rules."""

from dataclasses import dataclass

LONGEST_WAITING, BY_CLASS_ORDER = "longest_waiting", "by_class_order"
SELECT_TASK = (LONGEST_WAITING, BY_CLASS_ORDER)
SELECT_WORKER = ("longest_idle", "linear", "round_robin", "fewest_today")


class ModelError(ValueError):
    """The model is wrong, or asks for what is not there; the message says where and how."""


@dataclass(frozen=True)
class ContactClass:
    """Contacts of one kind; rates are per second, by period, patience None for who never gives up.

    `priority` is its step among the model's priorities, the lowest 0.
    """

    name: str
    arrival_rate: tuple[float, ...]
    service_rate: tuple[float, ...]
    patience_rate: tuple[float | None, ...]
    priority: int
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Agents alike: how many by period, and the classes they serve."""

    name: str
    agents: tuple[int, ...]
    serves: tuple[str, ...]


@dataclass(frozen=True)
class Model:
    """A whole center; times in seconds."""

    name: str
    period_seconds: float
    period_count: int
    busyness_gamma_shape: float | None
    target_seconds: float
    classes: tuple[ContactClass, ...]
    groups: tuple[Group, ...]
    select_task: str = LONGEST_WAITING
    select_worker: str = "longest_idle"

    @property
    def horizon_seconds(self) -> float:
        """When the last period ends and nobody comes any more."""
        return self.period_seconds * self.period_count

    @property
    def contacts_a_day(self) -> float:
        """How many come on average."""
        return self.period_seconds * sum(sum(kind.arrival_rate) for kind in self.classes)
