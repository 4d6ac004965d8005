# ruff: noqa
# %% [markdown]
# # property-class-and-static-method

# %% nbgrader={"grade_id": "celsius", "solution": true}
### BEGIN SOLUTION
class Celsius:
    def __init__(self, degrees):
        self.degrees = degrees

    @property
    def fahrenheit(self):
        return self.degrees * 9 / 5 + 32

    @fahrenheit.setter
    def fahrenheit(self, value):
        self.degrees = (value - 32) * 5 / 9

    @classmethod
    def freezing(cls):
        return cls(0)

    @staticmethod
    def is_valid(degrees):
        return degrees >= -273.15


### END SOLUTION

# %% nbgrader={"grade_id": "celsius-check", "grade": true, "points": 2}
t = Celsius(100)
assert t.fahrenheit == 212
### BEGIN HIDDEN TESTS
t.fahrenheit = 50
assert t.degrees == 10 and isinstance(Celsius.freezing(), Celsius) and Celsius.freezing().degrees == 0
assert Celsius.is_valid(-300) is False and t.is_valid(0) is True
### END HIDDEN TESTS


# %% right="celsius"
class Celsius:
    def __init__(self, degrees):
        self._degrees = degrees

    degrees = property(lambda self: self._degrees)

    def _get(self):
        return 32 + 1.8 * self._degrees

    def _set(self, value):
        self._degrees = (value - 32) / 1.8

    fahrenheit = property(_get, _set)

    @classmethod
    def freezing(cls):
        return Celsius(degrees=0)

    @staticmethod
    def is_valid(degrees):
        return not degrees < -273.15


# %% wrong="celsius"
class Celsius:
    def __init__(self, degrees):
        self.degrees = degrees
        self.fahrenheit = degrees * 9 / 5 + 32

    @classmethod
    def freezing(cls):
        return cls(0)

    @staticmethod
    def is_valid(degrees):
        return degrees >= -273.15


# %% [markdown]
# # callable-objects


# %% nbgrader={"grade_id": "line", "solution": true}
### BEGIN SOLUTION
class Line:
    def __init__(self, slope, start=0):
        self.slope, self.start, self.calls = slope, start, 0

    def __call__(self, x):
        self.calls += 1
        return self.slope * x + self.start


### END SOLUTION

# %% nbgrader={"grade_id": "line-check", "grade": true, "points": 2}
double = Line(2)
assert double(4) == 8 and callable(double)
### BEGIN HIDDEN TESTS
assert list(map(Line(3, 1), [0, 1])) == [1, 4]
double(x=1)
assert double.calls == 2 and sorted([3, -5], key=Line(-1)) == [3, -5]
### END HIDDEN TESTS


# %% right="line"
class Line:
    calls = 0

    def __init__(self, slope, start=0):
        def line(x):
            return start + x * slope

        self._line = line

    def __call__(self, x):
        self.calls = self.calls + 1
        return self._line(x)


# %% wrong="line"
def Line(slope, start=0):
    return lambda x: slope * x + start


# %% [markdown]
# # inheritance
# Two classes of the learner, super() and isinstance between them.


# %% nbgrader={"grade_id": "shapes", "solution": true}
### BEGIN SOLUTION
class Shape:
    def __init__(self, name):
        self.name = name

    def area(self):
        raise NotImplementedError

    def tell(self):
        return f"{self.name}: {self.area()}"


class Square(Shape):
    def __init__(self, side):
        super().__init__("square")
        self.side = side

    def area(self):
        return self.side**2


### END SOLUTION

# %% nbgrader={"grade_id": "shapes-check", "grade": true, "points": 2}
assert Square(3).area() == 9 and Square(2).tell() == "square: 4"
### BEGIN HIDDEN TESTS
assert isinstance(Square(1), Shape) and issubclass(Square, Shape) and not isinstance(Shape("x"), Square)
try:
    Shape("x").area()
except NotImplementedError:
    pass
else:
    raise AssertionError("a mere shape has no area")
total = sum(shape.area() for shape in [Square(1), Square(2)])
assert total == 5
### END HIDDEN TESTS

# %% right="shapes"
from abc import ABC


class Shape:
    name = "shape"

    def __init__(self, name=None):
        self.name = name or self.name

    def area(self):
        raise NotImplementedError(self.name)

    def tell(self):
        return self.name + ": " + str(self.area())


class Square(Shape):
    name = "square"

    def __init__(self, side):
        super().__init__()
        self.side = side

    area = lambda self: self.side * self.side


# %% wrong="shapes"
class Shape:
    def area(self):
        raise NotImplementedError


class Square:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2

    def tell(self):
        return f"square: {self.area()}"
