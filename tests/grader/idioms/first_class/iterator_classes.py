# ruff: noqa
# %% [markdown]
# # iterator-class
# __iter__, __next__ and StopIteration.


# %% nbgrader={"grade_id": "countdown", "solution": true}
### BEGIN SOLUTION
class Countdown:
    def __init__(self, start):
        self.now = start

    def __iter__(self):
        return self

    def __next__(self):
        if self.now <= 0:
            raise StopIteration
        self.now -= 1
        return self.now + 1


### END SOLUTION

# %% nbgrader={"grade_id": "countdown-check", "grade": true, "points": 2}
assert list(Countdown(3)) == [3, 2, 1]
### BEGIN HIDDEN TESTS
steps = Countdown(2)
assert iter(steps) is steps and next(steps) == 2 and next(steps) == 1
assert next(steps, "done") == "done"
assert [n * n for n in Countdown(2)] == [4, 1] and sum(Countdown(4)) == 10
try:
    next(Countdown(0))
except StopIteration:
    pass
else:
    raise AssertionError("nothing is left of 0")
### END HIDDEN TESTS


# %% right="countdown"
class Countdown:
    def __init__(self, start):
        self._left = list(range(1, start + 1))

    def __iter__(self):
        return self

    def __next__(self):
        try:
            return self._left.pop()
        except IndexError:
            raise StopIteration() from None


# %% wrong="countdown"
class Countdown:
    def __init__(self, start):
        self.start = start

    def __iter__(self):
        return iter(range(self.start, 0, -1))


# %% [markdown]
# # container-class
# __len__, __getitem__, __setitem__, __contains__, __iter__, __bool__.


# %% nbgrader={"grade_id": "shelf", "solution": true}
### BEGIN SOLUTION
class Shelf:
    def __init__(self, *books):
        self._books = list(books)

    def __len__(self):
        return len(self._books)

    def __getitem__(self, place):
        return self._books[place]

    def __setitem__(self, place, book):
        self._books[place] = book

    def __contains__(self, book):
        return book.lower() in (one.lower() for one in self._books)

    def __iter__(self):
        return iter(self._books)


### END SOLUTION

# %% nbgrader={"grade_id": "shelf-check", "grade": true, "points": 3}
shelf = Shelf("Nur", "Ilm")
assert len(shelf) == 2 and shelf[0] == "Nur" and shelf[-1] == "Ilm"
### BEGIN HIDDEN TESTS
assert "ilm" in shelf and "Safar" not in shelf
assert list(shelf) == ["Nur", "Ilm"] and [book[0] for book in shelf] == ["N", "I"]
shelf[1] = "Safar"
assert shelf[1] == "Safar" and shelf[0:2] == ["Nur", "Safar"]
assert bool(shelf) and not Shelf()
try:
    shelf[9]
except IndexError:
    pass
else:
    raise AssertionError("there is no tenth book")
### END HIDDEN TESTS


# %% right="shelf"
class Shelf:
    def __init__(self, *books):
        self.places = dict(enumerate(books))

    def __len__(self):
        return len(self.places)

    def __bool__(self):
        return bool(self.places)

    def __getitem__(self, place):
        return [*self.places.values()][place]

    def __setitem__(self, place, book):
        self.places[place] = book

    def __contains__(self, book):
        return any(one.casefold() == book.casefold() for one in self)

    def __iter__(self):
        yield from self.places.values()


# %% wrong="shelf"
class Shelf(list):
    def __init__(self, *books):
        super().__init__(books)
