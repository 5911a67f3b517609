"""What a push has done, as far as it came."""

from dataclasses import dataclass, field


@dataclass
class PushReport:
    """What a push has done: tasks and predictions made, records that were there already, rejects.

    Of those unchanged, `differing` have another prediction in the file than the task was made with under the same model
    version. `repeated` names, by the id of an article, the tasks that it has on the server if it has several.
    """

    tasks: int = 0
    blind: int = 0
    overlapping: int = 0
    predictions: int = 0
    unchanged: int = 0
    differing: int = 0
    rejects: int = 0
    repeated: dict[str, list[int]] = field(default_factory=dict)

    def summary(self) -> str:
        """Return the counts in one line."""
        shares = [f"{n:,} {name}" for n, name in ((self.blind, "blind"), (self.overlapping, "for two people")) if n]
        return ", ".join(
            [
                f"{self.tasks:,} new tasks" + (f" ({', '.join(shares)})" if shares else ""),
                f"{self.predictions:,} new predictions of tasks that were there",
                f"{self.unchanged:,} unchanged",
                f"{self.rejects:,} rejected",
            ]
        )
