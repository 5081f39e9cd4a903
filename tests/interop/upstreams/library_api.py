"""A library over HTTP, as FastAPI offers it: ``python library_api.py PORT``."""

import sys
from enum import StrEnum
from typing import Annotated

import uvicorn
from fastapi import FastAPI, Header, HTTPException, Query
from pydantic import BaseModel


class Kind(StrEnum):
    novel = "novel"
    essay = "essay"


class Author(BaseModel):
    name: str
    born: int | None = None


class Book(BaseModel):
    title: str
    kind: Kind = Kind.novel
    authors: list[Author]
    price: float | None = None
    tags: dict[str, str] = {}


class Shelved(Book):
    id: int


app = FastAPI()
books: dict[int, Shelved] = {}


@app.post("/books", status_code=201, operation_id="add_book")
def add_book(book: Book, x_reader: Annotated[str, Header()] = "nobody") -> Shelved:
    """Put a book into the library."""
    shelved = Shelved(id=len(books) + 1, **book.model_dump())
    shelved.tags["reader"] = x_reader
    books[shelved.id] = shelved
    return shelved


@app.get("/books/{book_id}", operation_id="get_book")
def get_book(book_id: int) -> Shelved:
    """Return a book."""
    if book_id not in books:
        raise HTTPException(404, "There is no such book.")
    return books[book_id]


@app.get("/books", operation_id="find_books")
def find_books(word: str = "", kind: Annotated[list[Kind] | None, Query()] = None, most: int = 10) -> list[Shelved]:
    """Find books by a word of their title."""
    found = [book for book in books.values() if word in book.title and (not kind or book.kind in kind)]
    return found[:most]


@app.delete("/books/{book_id}", status_code=204, operation_id="remove_book")
def remove_book(book_id: int) -> None:
    """Remove a book."""
    books.pop(book_id, None)


uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
