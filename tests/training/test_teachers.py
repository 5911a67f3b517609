"""Teachers: what several networks together make of a batch."""

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from tokenizers import Tokenizer  # noqa: E402

from attribune.encoding import WordPieces  # noqa: E402
from attribune.formats.jsonl import read_annotations  # noqa: E402
from attribune.learned import SHIPPED_MODEL  # noqa: E402
from training.build import SLIVER  # noqa: E402
from training.dataset import Batch, collate, examples  # noqa: E402
from training.distil import mean_weights  # noqa: E402
from training.export import export  # noqa: E402
from training.network import Network  # noqa: E402
from training.teachers import Teachers  # noqa: E402
from training.train import Settings, train  # noqa: E402


@pytest.fixture(scope="module")
def word_pieces() -> WordPieces:
    """Return the shipped model's word pieces."""
    return WordPieces(Tokenizer.from_file(str(SHIPPED_MODEL / "tokenizer.json")))


def a_network(seed: int) -> Network:
    """Return an untrained network."""
    torch.manual_seed(seed)
    return Network().eval()


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return two model folders, of the networks of seeds 0 and 1."""
    folders = [tmp_path_factory.mktemp("teachers") / str(seed) for seed in range(2)]
    for seed, folder in enumerate(folders):
        export(a_network(seed), folder, cue_shares={}, int8=False)
    return folders


@pytest.fixture(scope="module")
def batch(word_pieces: WordPieces) -> Batch:
    """Return a batch of annotated windows."""
    return collate(list(examples(read_annotations(SLIVER), word_pieces))[:2])


def test_one_teacher_believes_what_its_network_does(batch: Batch, folders: list[Path]) -> None:
    """A single teacher's expectations are those of its network's CRFs."""
    network = a_network(0)

    _, tags, roles = Teachers(folders[:1]).teach(batch, find_cues=False)

    with torch.no_grad():
        words = network.words(batch.ids, batch.features, batch.mask, batch.first)
        role_emissions = network.roles(words, batch.cue_window, batch.cue_start, batch.cue_end)
    own = network.tagger_crf.expectations(network.tagger(words), batch.word_mask)
    own_roles = network.roles_crf.expectations(role_emissions, batch.word_mask[batch.cue_window])
    # The export holds word-piece embeddings in 8 bits; another network is 0.3 off.
    assert torch.allclose(tags.labels, own.labels, atol=1e-2)
    assert torch.allclose(roles.labels, own_roles.labels, atol=1e-2)


def test_cues_of_unannotated_text_are_those_the_teachers_find(batch: Batch, folders: list[Path]) -> None:
    """With `find_cues` a batch gets the teachers' cues, each with the roles they expect of it."""
    found, _, roles = Teachers(folders).teach(batch, find_cues=True)

    assert len(found.cue_window) == len(found.cue_start) == len(roles.labels) > 0
    assert bool((found.cue_start < found.cue_end).all())


def test_network_learns_from_teachers_on_unannotated_text(word_pieces: WordPieces, folders: list[Path]) -> None:
    """Training with teachers reads unannotated articles too, and comes to the end with finite losses."""
    articles = list(read_annotations(SLIVER))
    unread = iter([article.model_copy(update={"attributions": []}) for article in articles])
    lines: list[str] = []
    settings = Settings(epochs=1, pieces=512, unannotated_per_epoch=2)

    trained = train(
        articles[:1],
        base=None,
        word_pieces=word_pieces,
        settings=settings,
        network=a_network(0),
        teachers=Teachers(folders[1:]),
        unannotated=unread,
        report=lines.append,
    )

    assert len(list(unread)) == len(articles) - 2
    assert all(bool(torch.isfinite(each).all()) for each in trained.parameters())


def test_mean_of_weights_lies_between_two_networks() -> None:
    """Every weight of the mean has the given share of the other network's."""
    one, other = a_network(0), a_network(1)

    mean = mean_weights(one, other, share=0.25)

    assert mean.keys() == one.state_dict().keys()
    expected = 0.75 * one.tagger.weight + 0.25 * other.tagger.weight
    assert torch.allclose(mean["tagger.weight"], expected, atol=1e-6)
