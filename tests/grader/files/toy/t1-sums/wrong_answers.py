# %% [markdown]
# Typical mistakes of T1.


# %% exercise="double" misconception="squared"
def double(n):
    return n**2


# %% exercise="double" misconception="same"
def double(n):
    return n
