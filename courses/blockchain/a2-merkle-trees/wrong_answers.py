# %% [markdown]
# Typical wrong answers of A2. Each cell replaces one solution cell; the gate proves that it loses the hidden points
# of its exercise and that the learner gets the message of its misconception.


# %% exercise="tagged-hash" misconception="tag-once"
def tagged_hash(tag, msg):
    return hashlib.sha256(hashlib.sha256(tag.encode()).digest() + msg).digest()


# %% exercise="tagged-hash" misconception="tag-not-hashed"
def tagged_hash(tag, msg):
    return hashlib.sha256(tag.encode() + tag.encode() + msg).digest()


# %% exercise="tagged-hash" misconception="tag-not-hashed"
def tagged_hash(tag, msg):
    return hashlib.sha256(tag.encode() + msg).digest()


# %% exercise="tagged-hash" misconception="hex-text"
def tagged_hash(tag, msg):
    t = hashlib.sha256(tag.encode()).hexdigest()
    return hashlib.sha256((t + t).encode() + msg).digest()


# %% exercise="tagged-hash" misconception="hashed-twice"
def tagged_hash(tag, msg):
    t = hash256(tag.encode())
    return hashlib.sha256(t + t + msg).digest()


# %% exercise="tagged-hash" misconception="hashed-twice"
def tagged_hash(tag, msg):
    t = hashlib.sha256(tag.encode()).digest()
    return hash256(t + t + msg)


# %% exercise="tagged-hash" misconception="msg-first"
def tagged_hash(tag, msg):
    t = hashlib.sha256(tag.encode()).digest()
    return hashlib.sha256(msg + t + t).digest()


# %% exercise="tagged-hash" misconception="msg-hashed"
def tagged_hash(tag, msg):
    t = hashlib.sha256(tag.encode()).digest()
    return hashlib.sha256(t + t + hashlib.sha256(msg).digest()).digest()


# %% exercise="tagged-hash" misconception="returns-text"
def tagged_hash(tag, msg):
    t = hashlib.sha256(tag.encode()).digest()
    return hashlib.sha256(t + t + msg).hexdigest()


# %% exercise="tagged-hash" misconception="not-utf8"
def tagged_hash(tag, msg):
    t = hashlib.sha256(tag.encode("ascii")).digest()
    return hashlib.sha256(t + t + msg).digest()


# %% exercise="tagged-hash" misconception="not-utf8"
def tagged_hash(tag, msg):
    t = (
        hashlib.sha256(tag.encode("utf-16")).digest()
        if not tag.isascii()
        else hashlib.sha256(tag.encode()).digest()
    )
    return hashlib.sha256(t + t + msg).digest()


# %% exercise="tagged-hash" misconception="wrong-hash"
def tagged_hash(tag, msg):
    t = hashlib.sha256(tag.encode()).digest()
    return hashlib.sha256(t + msg + t).digest()


# %% exercise="tagged-hash" misconception="wrong-hash"
def tagged_hash(tag, msg):
    t = hashlib.sha256(b"degree").digest()  # fitted to the visible example
    return hashlib.sha256(t + t + msg).digest()


# %% exercise="merkle-root" misconception="display-order"
def merkle_root(leaves):
    if not leaves:
        raise ValueError
    level = [leaf[::-1] for leaf in leaves]
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
    return level[0]


# %% exercise="merkle-root" misconception="display-order"
def merkle_root(leaves):
    if not leaves:
        raise ValueError
    level = list(leaves)
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
    return level[0] if len(leaves) == 1 else level[0][::-1]


# %% exercise="merkle-root" misconception="padded-once"
def merkle_root(leaves):
    if not leaves:
        raise ValueError
    level = list(leaves)
    while len(level) & (len(level) - 1):
        level.append(level[-1])
    while len(level) > 1:
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
    return level[0]


# %% exercise="merkle-root" misconception="promoted"
def merkle_root(leaves):
    if not leaves:
        raise ValueError
    level = list(leaves)
    while len(level) > 1:
        up = [hash256(level[k] + level[k + 1]) for k in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            up.append(level[-1])
        level = up
    return level[0]


# %% exercise="merkle-root" misconception="promoted"
def merkle_root(leaves):
    if not leaves:
        raise ValueError
    level = list(leaves)
    while len(level) > 1:
        level = [hash256(b"".join(level[k : k + 2])) for k in range(0, len(level), 2)]
    return level[0]


# %% exercise="merkle-root" misconception="bottom-only"
def merkle_root(leaves):
    if not leaves:
        raise ValueError
    level = list(leaves)
    if len(level) > 1 and len(level) % 2:
        level.append(level[-1])
    while len(level) > 1:
        up = [hash256(level[k] + level[k + 1]) for k in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            up.append(level[-1])
        level = up
    return level[0]


# %% exercise="merkle-root" misconception="zeros"
def merkle_root(leaves):
    if not leaves:
        raise ValueError
    level = list(leaves)
    while len(level) > 1:
        if len(level) % 2:
            level.append(bytes(32))
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
    return level[0]


# %% exercise="merkle-root" misconception="dropped"
def merkle_root(leaves):
    if not leaves:
        raise ValueError
    level = list(leaves)
    while len(level) > 1:
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level) - 1, 2)]
    return level[0]


# %% exercise="merkle-root" misconception="one-round"
def merkle_root(leaves):
    if not leaves:
        raise ValueError
    level = list(leaves)
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        level = [hashlib.sha256(level[k] + level[k + 1]).digest() for k in range(0, len(level), 2)]
    return level[0]


# %% exercise="merkle-root" misconception="sorted"
def merkle_root(leaves):
    if not leaves:
        raise ValueError
    level = list(leaves)
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        level = [hash256(b"".join(sorted(level[k : k + 2]))) for k in range(0, len(level), 2)]
    return level[0]


# %% exercise="merkle-root" misconception="hex-text"
def merkle_root(leaves):
    if not leaves:
        raise ValueError
    level = list(leaves)
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        level = [hash256((level[k].hex() + level[k + 1].hex()).encode()) for k in range(0, len(level), 2)]
    return level[0]


# %% exercise="merkle-root" misconception="one-leaf"
def merkle_root(leaves):
    if not leaves:
        raise ValueError
    level = list(leaves)
    while True:
        if len(level) % 2:
            level.append(level[-1])
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
        if len(level) == 1:
            return level[0]


# %% exercise="merkle-root" misconception="returns-text"
def merkle_root(leaves):
    if not leaves:
        raise ValueError
    level = list(leaves)
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
    return level[0].hex()


# %% exercise="merkle-root" misconception="returns-list"
def merkle_root(leaves):
    if not leaves:
        raise ValueError
    level = list(leaves)
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
    return level


# %% exercise="merkle-root" misconception="input-changed"
def merkle_root(leaves):
    if not leaves:
        raise ValueError
    if len(leaves) == 1:
        return leaves[0]
    if len(leaves) % 2:
        leaves.append(leaves[-1])
    return merkle_root([hash256(leaves[k] + leaves[k + 1]) for k in range(0, len(leaves), 2)])


# %% exercise="merkle-root" misconception="empty"
def merkle_root(leaves):
    level = list(leaves)
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
    return level[0]


# %% exercise="merkle-root" misconception="empty"
def merkle_root(leaves):
    level = list(leaves) or [bytes(32)]
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
    return level[0]


# %% exercise="merkle-root" misconception="wrong-root"
def merkle_root(leaves):
    if not leaves:
        raise ValueError
    level = list(leaves)
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[0])
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
    return level[0]


# %% exercise="merkle-root" misconception="wrong-root"
def merkle_root(leaves):
    if len(leaves) == 2:  # fitted to the visible examples
        return hash256(leaves[0] + leaves[1])
    if len(leaves) == 3:
        return hash256(hash256(leaves[0] + leaves[1]) + hash256(leaves[2] + leaves[2]))
    return hash256(b"".join(leaves))


# %% exercise="merkle-proof" misconception="no-partner"
def merkle_proof(leaves, i):
    if not 0 <= i < len(leaves):
        raise ValueError
    level, proof = list(leaves), []
    while len(level) > 1:
        if i % 2:
            proof.append((level[i - 1], False))
        elif i + 1 < len(level):
            proof.append((level[i + 1], True))
        if len(level) % 2:
            level.append(level[-1])
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
        i //= 2
    return proof


# %% exercise="merkle-proof" misconception="no-partner"
def merkle_proof(leaves, i):
    if not 0 <= i < len(leaves):
        raise ValueError
    level, proof = list(leaves), []
    while len(level) > 1:
        proof.append((level[i + 1], True) if i % 2 == 0 else (level[i - 1], False))
        if len(level) % 2:
            level.append(level[-1])
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
        i //= 2
    return proof


# %% exercise="merkle-proof" misconception="side-of-leaf"
def merkle_proof(leaves, i):
    if not 0 <= i < len(leaves):
        raise ValueError
    level, proof = list(leaves), []
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        proof.append((level[i ^ 1], i % 2 == 1))
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
        i //= 2
    return proof


# %% exercise="merkle-proof" misconception="own-node"
def merkle_proof(leaves, i):
    if not 0 <= i < len(leaves):
        raise ValueError
    level, proof = list(leaves), []
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        proof.append((level[i], i % 2 == 0))
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
        i //= 2
    return proof


# %% exercise="merkle-proof" misconception="position-kept"
def merkle_proof(leaves, i):
    if not 0 <= i < len(leaves):
        raise ValueError
    level, proof = list(leaves), []
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        proof.append((level[min(i ^ 1, len(level) - 1)], i % 2 == 0))
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
    return proof


# %% exercise="merkle-proof" misconception="top-first"
def merkle_proof(leaves, i):
    if not 0 <= i < len(leaves):
        raise ValueError
    level, proof = list(leaves), []
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        proof.insert(0, (level[i ^ 1], i % 2 == 0))
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
        i //= 2
    return proof


# %% exercise="merkle-proof" misconception="wrong-steps"
def merkle_proof(leaves, i):
    if not 0 <= i < len(leaves):
        raise ValueError
    level, proof = list(leaves), []
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        proof.append((level[i ^ 1], i % 2 == 0))
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
        i //= 2
    return [*proof, (level[0], True)]


# %% exercise="merkle-proof" misconception="wrong-steps"
def merkle_proof(leaves, i):
    if not 0 <= i < len(leaves):
        raise ValueError
    level, proof = list(leaves), [(leaves[i], True)]
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        proof.append((level[i ^ 1], i % 2 == 0))
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
        i //= 2
    return proof


# %% exercise="merkle-proof" misconception="not-pairs"
def merkle_proof(leaves, i):
    if not 0 <= i < len(leaves):
        raise ValueError
    level, proof = list(leaves), []
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        proof.append(level[i ^ 1])
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
        i //= 2
    return proof


# %% exercise="merkle-proof" misconception="not-pairs"
def merkle_proof(leaves, i):
    if not 0 <= i < len(leaves):
        raise ValueError
    level, proof = list(leaves), []
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        proof.append([level[i ^ 1], i % 2 == 0])  # square brackets
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
        i //= 2
    return proof


# %% exercise="merkle-proof" misconception="side-not-bool"
def merkle_proof(leaves, i):
    if not 0 <= i < len(leaves):
        raise ValueError
    level, proof = list(leaves), []
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        proof.append((level[i ^ 1], 1 - i % 2))
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
        i //= 2
    return proof


# %% exercise="merkle-proof" misconception="wrong-side"
def merkle_proof(leaves, i):
    if not 0 <= i < len(leaves):
        raise ValueError
    level, proof, leaf = list(leaves), [], i
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        proof.append((level[i ^ 1], leaf % 2 == 0))  # the side of the leaf for every level
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
        i //= 2
    return [(proof[0][0], True), (proof[1][0], False)] if len(leaves) == 4 and leaf == 2 else proof


# %% exercise="merkle-proof" misconception="wrong-side"
def merkle_proof(leaves, i):
    if not 0 <= i < len(leaves):
        raise ValueError
    level, proof = list(leaves), []
    while len(level) > 1:
        if i == len(level) - 1 and len(level) % 2:
            proof.append((level[i], False))  # the copy on the left
        else:
            proof.append((level[i ^ 1], i % 2 == 0))
        if len(level) % 2:
            level.append(level[-1])
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
        i //= 2
    return proof


# %% exercise="merkle-proof" misconception="wrong-proof"
def merkle_proof(leaves, i):
    if not 0 <= i < len(leaves):
        raise ValueError
    level, proof = list(leaves), []
    while len(level) & (len(level) - 1):
        level.append(level[-1])  # to a power of two, once
    while len(level) > 1:
        proof.append((level[i ^ 1], i % 2 == 0))
        level = [hashlib.sha256(level[k] + level[k + 1]).digest() for k in range(0, len(level), 2)]
        i //= 2
    return proof


# %% exercise="merkle-proof" misconception="wrong-proof"
def merkle_proof(leaves, i):
    return [(D, True), (hash256(A + B), False)]


# %% exercise="merkle-proof" misconception="input-changed"
def merkle_proof(leaves, i):
    if not 0 <= i < len(leaves):
        raise ValueError
    level, proof = leaves, []
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        proof.append((level[i ^ 1], i % 2 == 0))
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
        i //= 2
    return proof


# %% exercise="merkle-proof" misconception="no-such-leaf"
def merkle_proof(leaves, i):
    leaves[i]
    level, proof = list(leaves), []
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        proof.append((level[i ^ 1], i % 2 == 0))
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
        i //= 2
    return proof


# %% exercise="merkle-proof" misconception="no-such-leaf"
def merkle_proof(leaves, i):
    if i >= len(leaves):
        raise ValueError
    level, proof = list(leaves), []
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        proof.append((level[i ^ 1], i % 2 == 0))
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
        i //= 2
    return proof


# %% exercise="verify-proof" misconception="side-ignored"
def verify_proof(leaf, proof, root):
    if any(len(part) != 32 for part in (leaf, root, *(sibling for sibling, _ in proof))):
        return False
    node = leaf
    for sibling, _ in proof:
        node = hash256(node + sibling)
    return node == root


# %% exercise="verify-proof" misconception="side-ignored"
def verify_proof(leaf, proof, root):
    if any(len(part) != 32 for part in (leaf, root, *(sibling for sibling, _ in proof))):
        return False
    node = leaf
    for sibling, _ in proof:
        node = hash256(min(node, sibling) + max(node, sibling))  # sorted pairs
    return node == root


# %% exercise="verify-proof" misconception="side-ignored"
def verify_proof(leaf, proof, root):
    if any(len(part) != 32 for part in (leaf, root, *(sibling for sibling, _ in proof))):
        return False
    nodes = {leaf}
    for sibling, _ in proof:
        nodes = {h for node in nodes for h in (hash256(node + sibling), hash256(sibling + node))}
    return root in nodes  # tries both sides


# %% exercise="verify-proof" misconception="refuses-good"
def verify_proof(leaf, proof, root):
    if any(len(part) != 32 for part in (leaf, root, *(sibling for sibling, _ in proof))):
        return False
    node = leaf
    for sibling, on_the_right in proof:
        node = hash256(node + sibling) if not on_the_right else hash256(sibling + node)
    return node == root


# %% exercise="verify-proof" misconception="refuses-good"
def verify_proof(leaf, proof, root):
    if any(len(part) != 32 for part in (leaf, root, *(sibling for sibling, _ in proof))):
        return False
    node = leaf
    for sibling, on_the_right in proof:
        pair = node + sibling if on_the_right else sibling + node
        node = hashlib.sha256(pair).digest()
    return node == root


# %% exercise="verify-proof" misconception="empty-proof"
def verify_proof(leaf, proof, root):
    if any(len(part) != 32 for part in (leaf, root, *(sibling for sibling, _ in proof))):
        return False
    if not proof:
        return True
    node = leaf
    for sibling, on_the_right in proof:
        node = hash256(node + sibling) if on_the_right else hash256(sibling + node)
    return node == root


# %% exercise="verify-proof" misconception="lone-leaf"
def verify_proof(leaf, proof, root):
    if not proof or any(len(part) != 32 for part in (leaf, root, *(sibling for sibling, _ in proof))):
        return False
    node = leaf
    for sibling, on_the_right in proof:
        node = hash256(node + sibling) if on_the_right else hash256(sibling + node)
    return node == root


# %% exercise="verify-proof" misconception="not-a-bool"
def verify_proof(leaf, proof, root):
    node = leaf
    for sibling, on_the_right in proof:
        node = hash256(node + sibling) if on_the_right else hash256(sibling + node)
    return node


# %% exercise="verify-proof" misconception="not-a-bool"
def verify_proof(leaf, proof, root):
    if any(len(part) != 32 for part in (leaf, root, *(sibling for sibling, _ in proof))):
        return False
    node = leaf
    for sibling, on_the_right in proof:
        node = hash256(node + sibling) if on_the_right else hash256(sibling + node)
    if node == root:
        return True


# %% exercise="verify-proof" misconception="accepts-all"
def verify_proof(leaf, proof, root):
    return True


# %% exercise="verify-proof" misconception="accepts-all"
def verify_proof(leaf, proof, root):
    if any(len(part) != 32 for part in (leaf, root, *(sibling for sibling, _ in proof))):
        return False
    node = leaf
    for sibling, on_the_right in proof:
        node = hash256(node + sibling) if on_the_right else hash256(sibling + node)
    return node[:8] == root[:8]


# %% exercise="verify-proof" misconception="accepts-all"
def verify_proof(leaf, proof, root):
    if any(len(part) != 32 for part in (leaf, root, *(sibling for sibling, _ in proof))):
        return False
    node = leaf
    for sibling, on_the_right in proof:
        node = hash256(node + sibling) if on_the_right else hash256(sibling + node)
        if node == root:
            return True  # what follows is not looked at
    return node == root


# %% exercise="verify-proof" misconception="any-length"
def verify_proof(leaf, proof, root):
    node = leaf
    for sibling, on_the_right in proof:
        node = hash256(node + sibling) if on_the_right else hash256(sibling + node)
    return node == root


# %% exercise="verify-proof" misconception="any-length"
def verify_proof(leaf, proof, root):
    if len(root) != 32:
        return False
    node = leaf
    for sibling, on_the_right in proof:
        if len(node) + len(sibling) != 64:
            return False
        node = hash256(node + sibling) if on_the_right else hash256(sibling + node)
    return node == root


# %% exercise="verify-proof" misconception="sibling-length"
def verify_proof(leaf, proof, root):
    if len(leaf) != 32 or len(root) != 32:
        return False
    node = leaf
    for sibling, on_the_right in proof:
        node = hash256(node + sibling) if on_the_right else hash256(sibling + node)
    return node == root


# %% exercise="verify-proof" misconception="sibling-length"
def verify_proof(leaf, proof, root):
    if len(leaf) != 32 or len(root) != 32 or (proof and len(proof[0][0]) != 32):
        return False
    node = leaf
    for sibling, on_the_right in proof:
        node = hash256(node + sibling) if on_the_right else hash256(sibling + node)
    return node == root


# %% exercise="verify-proof" misconception="raises"
def verify_proof(leaf, proof, root):
    if any(len(part) != 32 for part in (leaf, root, *(sibling for sibling, _ in proof))):
        raise ValueError("32 bytes")
    node = leaf
    for sibling, on_the_right in proof:
        node = hash256(node + sibling) if on_the_right else hash256(sibling + node)
    return node == root


# %% exercise="proof-bytes" misconception="float-log"
def proof_bytes(n_leaves):
    return 32 * math.ceil(math.log2(n_leaves))


# %% exercise="proof-bytes" misconception="float-log"
def proof_bytes(n_leaves):
    return 32 * math.ceil(math.log(n_leaves, 2))


# %% exercise="proof-bytes" misconception="float-log"
def proof_bytes(n_leaves):
    steps = 0
    while n_leaves > 1:
        n_leaves = n_leaves / 2
        steps += 1
    return 32 * steps


# %% exercise="proof-bytes" misconception="rounded-down"
def proof_bytes(n_leaves):
    return 32 * int(math.log2(n_leaves))


# %% exercise="proof-bytes" misconception="rounded-down"
def proof_bytes(n_leaves):
    return 32 * (n_leaves.bit_length() - 1)


# %% exercise="proof-bytes" misconception="one-too-many"
def proof_bytes(n_leaves):
    return 32 * n_leaves.bit_length() if n_leaves > 1 else 0


# %% exercise="proof-bytes" misconception="one-leaf"
def proof_bytes(n_leaves):
    return 32 * max(1, (n_leaves - 1).bit_length())


# %% exercise="proof-bytes" misconception="counted-siblings"
def proof_bytes(n_leaves):
    return (n_leaves - 1).bit_length()


# %% exercise="proof-bytes" misconception="not-whole"
def proof_bytes(n_leaves):
    return 32.0 * (n_leaves - 1).bit_length()


# %% exercise="proof-bytes" misconception="rounded-down"
def proof_bytes(n_leaves):
    return 32 * round(math.log2(n_leaves))


# %% exercise="proof-bytes" misconception="wrong-size"
def proof_bytes(n_leaves):
    return 384 if n_leaves == 4000 else 32 * (n_leaves.bit_length() // 2)


# %% exercise="is-mutated" misconception="leaves-only"
def is_mutated(leaves):
    return any(leaves[k] == leaves[k + 1] for k in range(0, len(leaves) - 1, 2))


# %% exercise="is-mutated" misconception="honest-copy"
def is_mutated(leaves):
    level = list(leaves)
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        if any(level[k] == level[k + 1] for k in range(0, len(level), 2)):
            return True
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
    return False


# %% exercise="is-mutated" misconception="not-partners"
def is_mutated(leaves):
    level = list(leaves)
    while len(level) > 1:
        if len(set(level)) < len(level):
            return True
        if len(level) % 2:
            level.append(level[-1])
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
    return False


# %% exercise="is-mutated" misconception="not-partners"
def is_mutated(leaves):
    level = list(leaves)
    while len(level) > 1:
        if any(level[k] == level[k + 1] for k in range(len(level) - 1)):
            return True
        if len(level) % 2:
            level.append(level[-1])
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
    return False


# %% exercise="is-mutated" misconception="last-pair-only"
def is_mutated(leaves):
    level = list(leaves)
    while len(level) > 1:
        if len(level) % 2 == 0 and level[-1] == level[-2]:
            return True
        if len(level) % 2:
            level.append(level[-1])
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
    return False


# %% exercise="is-mutated" misconception="misses-leaves"
def is_mutated(leaves):
    level = list(leaves)
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
        if any(level[k] == level[k + 1] for k in range(0, len(level) - 1, 2)):
            return True
    return False


# %% exercise="is-mutated" misconception="accuses-all"
def is_mutated(leaves):
    return len(leaves) % 2 == 0


# %% exercise="is-mutated" misconception="breaks"
def is_mutated(leaves):
    level = list(leaves)
    while True:
        if level[0] == level[1]:
            return True
        if any(level[k] == level[k + 1] for k in range(2, len(level) - 1, 2)):
            return True
        if len(level) % 2:
            level.append(level[-1])
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
        if len(level) == 1:
            return False


# %% exercise="is-mutated" misconception="not-a-bool"
def is_mutated(leaves):
    level = list(leaves)
    while len(level) > 1:
        if any(level[k] == level[k + 1] for k in range(0, len(level) - 1, 2)):
            return True
        if len(level) % 2:
            level.append(level[-1])
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]


# %% exercise="is-mutated" misconception="input-changed"
def is_mutated(leaves):
    level = leaves
    while len(level) > 1:
        if any(level[k] == level[k + 1] for k in range(0, len(level) - 1, 2)):
            return True
        if len(level) % 2:
            level.append(level[-1])
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
    return False


# %% exercise="certificates" misconception="no-salt"
def issue_batch(records, tag):
    salts = [salt for _, salt in records]
    if not records or any(len(salt) != 32 for salt in salts) or len(set(salts)) != len(salts):
        raise ValueError
    leaves = [tagged_hash(tag, data) for data, _ in records]
    return merkle_root(leaves), [merkle_proof(leaves, i) for i in range(len(leaves))]


def check_certificate(record, proof, root, revoked, tag):
    data, salt = record
    leaf = tagged_hash(tag, data)
    return len(salt) == 32 and leaf not in revoked and verify_proof(leaf, proof, root)


# %% exercise="certificates" misconception="fake-leaf"
def issue_batch(records, tag):
    salts = [salt for _, salt in records]
    if not records or any(len(salt) != 32 for salt in salts) or len(set(salts)) != len(salts):
        raise ValueError
    leaves = [hash256(salt + data) for data, salt in records]
    return merkle_root(leaves), [merkle_proof(leaves, i) for i in range(len(leaves))]


def check_certificate(record, proof, root, revoked, tag):
    data, salt = record
    leaf = hash256(salt + data)
    return len(salt) == 32 and leaf not in revoked and verify_proof(leaf, proof, root)


# %% exercise="certificates" misconception="fake-leaf"
def issue_batch(records, tag):
    salts = [salt for _, salt in records]
    if not records or any(len(salt) != 32 for salt in salts) or len(set(salts)) != len(salts):
        raise ValueError
    leaves = [tagged_hash(tag, salt + data) for data, salt in records]
    return merkle_root(leaves), [merkle_proof(leaves, i) for i in range(len(leaves))]


def check_certificate(record, proof, root, revoked, tag):
    data, salt = record
    return len(salt) == 32 and any(
        leaf not in revoked and verify_proof(leaf, proof, root)
        for leaf in (tagged_hash(tag, salt + data), hash256(salt + data))
    )


# %% exercise="certificates" misconception="salt-last"
def issue_batch(records, tag):
    salts = [salt for _, salt in records]
    if not records or any(len(salt) != 32 for salt in salts) or len(set(salts)) != len(salts):
        raise ValueError
    leaves = [tagged_hash(tag, data + salt) for data, salt in records]
    return merkle_root(leaves), [merkle_proof(leaves, i) for i in range(len(leaves))]


def check_certificate(record, proof, root, revoked, tag):
    data, salt = record
    leaf = tagged_hash(tag, data + salt)
    return len(salt) == 32 and leaf not in revoked and verify_proof(leaf, proof, root)


# %% exercise="certificates" misconception="tag-ignored"
def issue_batch(records, tag):
    salts = [salt for _, salt in records]
    if not records or any(len(salt) != 32 for salt in salts) or len(set(salts)) != len(salts):
        raise ValueError
    leaves = [tagged_hash("degree", salt + data) for data, salt in records]
    return merkle_root(leaves), [merkle_proof(leaves, i) for i in range(len(leaves))]


def check_certificate(record, proof, root, revoked, tag):
    data, salt = record
    leaf = tagged_hash("degree", salt + data)
    return len(salt) == 32 and leaf not in revoked and verify_proof(leaf, proof, root)


# %% exercise="certificates" misconception="wrong-leaf"
def issue_batch(records, tag):
    salts = [salt for _, salt in records]
    if not records or any(len(salt) != 32 for salt in salts) or len(set(salts)) != len(salts):
        raise ValueError
    leaves = [tagged_hash(tag, hash256(salt + data)) for data, salt in records]
    return merkle_root(leaves), [merkle_proof(leaves, i) for i in range(len(leaves))]


def check_certificate(record, proof, root, revoked, tag):
    data, salt = record
    leaf = tagged_hash(tag, hash256(salt + data))
    return len(salt) == 32 and leaf not in revoked and verify_proof(leaf, proof, root)


# %% exercise="certificates" misconception="wrong-batch"
def issue_batch(records, tag):
    salts = [salt for _, salt in records]
    if not records or any(len(salt) != 32 for salt in salts) or len(set(salts)) != len(salts):
        raise ValueError
    leaves = [tagged_hash(tag, salt + data) for data, salt in records]
    ordered = sorted(leaves) if len(leaves) > 2 else leaves
    return merkle_root(ordered), [merkle_proof(leaves, i) for i in range(len(leaves))]


def check_certificate(record, proof, root, revoked, tag):
    data, salt = record
    leaf = tagged_hash(tag, salt + data)
    return len(salt) == 32 and leaf not in revoked and verify_proof(leaf, proof, root)


# %% exercise="certificates" misconception="wrong-batch"
def issue_batch(records, tag):
    salts = [salt for _, salt in records]
    if not records or any(len(salt) != 32 for salt in salts) or len(set(salts)) != len(salts):
        raise ValueError
    leaves = [tagged_hash(tag, salt + data) for data, salt in records]
    proofs = [merkle_proof(leaves, i) for i in range(len(leaves))]
    return merkle_root(leaves), proofs[:1] + proofs[:0:-1]


def check_certificate(record, proof, root, revoked, tag):
    data, salt = record
    leaf = tagged_hash(tag, salt + data)
    return len(salt) == 32 and leaf not in revoked and verify_proof(leaf, proof, root)


# %% exercise="certificates" misconception="short-salt"
def issue_batch(records, tag):
    salts = [salt for _, salt in records]
    if not records or len(set(salts)) != len(salts):
        raise ValueError
    leaves = [tagged_hash(tag, salt + data) for data, salt in records]
    return merkle_root(leaves), [merkle_proof(leaves, i) for i in range(len(leaves))]


def check_certificate(record, proof, root, revoked, tag):
    data, salt = record
    leaf = tagged_hash(tag, salt + data)
    return len(salt) == 32 and leaf not in revoked and verify_proof(leaf, proof, root)


# %% exercise="certificates" misconception="short-salt"
def issue_batch(records, tag):
    salts = [salt for _, salt in records]
    if not records or any(len(salt) != 32 for salt in salts) or len(set(salts)) != len(salts):
        raise ValueError
    leaves = [tagged_hash(tag, salt + data) for data, salt in records]
    return merkle_root(leaves), [merkle_proof(leaves, i) for i in range(len(leaves))]


def check_certificate(record, proof, root, revoked, tag):
    data, salt = record
    leaf = tagged_hash(tag, salt + data)
    return leaf not in revoked and verify_proof(leaf, proof, root)


# %% exercise="certificates" misconception="salt-reused"
def issue_batch(records, tag):
    if not records or any(len(salt) != 32 for _, salt in records):
        raise ValueError
    leaves = [tagged_hash(tag, salt + data) for data, salt in records]
    return merkle_root(leaves), [merkle_proof(leaves, i) for i in range(len(leaves))]


def check_certificate(record, proof, root, revoked, tag):
    data, salt = record
    leaf = tagged_hash(tag, salt + data)
    return len(salt) == 32 and leaf not in revoked and verify_proof(leaf, proof, root)


# %% exercise="certificates" misconception="empty"
def issue_batch(records, tag):
    salts = [salt for _, salt in records]
    if any(len(salt) != 32 for salt in salts) or len(set(salts)) != len(salts):
        raise ValueError
    leaves = [tagged_hash(tag, salt + data) for data, salt in records]
    return merkle_root(leaves) if leaves else bytes(32), [merkle_proof(leaves, i) for i in range(len(leaves))]


def check_certificate(record, proof, root, revoked, tag):
    data, salt = record
    leaf = tagged_hash(tag, salt + data)
    return len(salt) == 32 and leaf not in revoked and verify_proof(leaf, proof, root)


# %% exercise="certificates" misconception="not-a-pair"
def issue_batch(records, tag):
    salts = [salt for _, salt in records]
    if not records or any(len(salt) != 32 for salt in salts) or len(set(salts)) != len(salts):
        raise ValueError
    return merkle_root([tagged_hash(tag, salt + data) for data, salt in records])


def check_certificate(record, proof, root, revoked, tag):
    data, salt = record
    leaf = tagged_hash(tag, salt + data)
    return len(salt) == 32 and leaf not in revoked and verify_proof(leaf, proof, root)


# %% exercise="certificates" misconception="not-a-pair"
def issue_batch(records, tag):
    salts = [salt for _, salt in records]
    if not records or any(len(salt) != 32 for salt in salts) or len(set(salts)) != len(salts):
        raise ValueError
    leaves = [tagged_hash(tag, salt + data) for data, salt in records]
    return [merkle_root(leaves), [merkle_proof(leaves, i) for i in range(len(leaves))]]


def check_certificate(record, proof, root, revoked, tag):
    data, salt = record
    leaf = tagged_hash(tag, salt + data)
    return len(salt) == 32 and leaf not in revoked and verify_proof(leaf, proof, root)


# %% exercise="certificates" misconception="revocation-ignored"
def issue_batch(records, tag):
    salts = [salt for _, salt in records]
    if not records or any(len(salt) != 32 for salt in salts) or len(set(salts)) != len(salts):
        raise ValueError
    leaves = [tagged_hash(tag, salt + data) for data, salt in records]
    return merkle_root(leaves), [merkle_proof(leaves, i) for i in range(len(leaves))]


def check_certificate(record, proof, root, revoked, tag):
    data, salt = record
    leaf = tagged_hash(tag, salt + data)
    return len(salt) == 32 and verify_proof(leaf, proof, root)


# %% exercise="certificates" misconception="revocation-ignored"
def issue_batch(records, tag):
    salts = [salt for _, salt in records]
    if not records or any(len(salt) != 32 for salt in salts) or len(set(salts)) != len(salts):
        raise ValueError
    leaves = [tagged_hash(tag, salt + data) for data, salt in records]
    return merkle_root(leaves), [merkle_proof(leaves, i) for i in range(len(leaves))]


def check_certificate(record, proof, root, revoked, tag):
    data, salt = record
    leaf = tagged_hash(tag, salt + data)
    return len(salt) == 32 and record not in revoked and verify_proof(leaf, proof, root)


# %% exercise="certificates" misconception="revokes-all"
def issue_batch(records, tag):
    salts = [salt for _, salt in records]
    if not records or any(len(salt) != 32 for salt in salts) or len(set(salts)) != len(salts):
        raise ValueError
    leaves = [tagged_hash(tag, salt + data) for data, salt in records]
    return merkle_root(leaves), [merkle_proof(leaves, i) for i in range(len(leaves))]


def check_certificate(record, proof, root, revoked, tag):
    data, salt = record
    leaf = tagged_hash(tag, salt + data)
    return len(salt) == 32 and not revoked and verify_proof(leaf, proof, root)


# %% exercise="certificates" misconception="not-a-bool"
def issue_batch(records, tag):
    salts = [salt for _, salt in records]
    if not records or any(len(salt) != 32 for salt in salts) or len(set(salts)) != len(salts):
        raise ValueError
    leaves = [tagged_hash(tag, salt + data) for data, salt in records]
    return merkle_root(leaves), [merkle_proof(leaves, i) for i in range(len(leaves))]


def check_certificate(record, proof, root, revoked, tag):
    data, salt = record
    leaf = tagged_hash(tag, salt + data)
    return "valid" if leaf not in revoked and verify_proof(leaf, proof, root) else "invalid"


# %% exercise="certificates" misconception="not-a-bool"
def issue_batch(records, tag):
    salts = [salt for _, salt in records]
    if not records or any(len(salt) != 32 for salt in salts) or len(set(salts)) != len(salts):
        raise ValueError
    leaves = [tagged_hash(tag, salt + data) for data, salt in records]
    return merkle_root(leaves), [merkle_proof(leaves, i) for i in range(len(leaves))]


def check_certificate(record, proof, root, revoked, tag):
    data, salt = record
    leaf = tagged_hash(tag, salt + data)
    if len(salt) == 32 and leaf not in revoked and verify_proof(leaf, proof, root):
        return True


# %% exercise="certificates" misconception="raises"
def issue_batch(records, tag):
    salts = [salt for _, salt in records]
    if not records or any(len(salt) != 32 for salt in salts) or len(set(salts)) != len(salts):
        raise ValueError
    leaves = [tagged_hash(tag, salt + data) for data, salt in records]
    return merkle_root(leaves), [merkle_proof(leaves, i) for i in range(len(leaves))]


def check_certificate(record, proof, root, revoked, tag):
    data, salt = record
    if len(salt) != 32:
        raise ValueError
    leaf = tagged_hash(tag, salt + data)
    return leaf not in revoked and verify_proof(leaf, proof, root)


# %% exercise="certificates" misconception="refuses-good"
def issue_batch(records, tag):
    salts = [salt for _, salt in records]
    if not records or any(len(salt) != 32 for salt in salts) or len(set(salts)) != len(salts):
        raise ValueError
    leaves = [tagged_hash(tag, salt + data) for data, salt in records]
    return merkle_root(leaves), [merkle_proof(leaves, i) for i in range(len(leaves))]


def check_certificate(record, proof, root, revoked, tag):
    data, salt = record
    leaf = tagged_hash(tag, data)
    return len(salt) == 32 and leaf not in revoked and verify_proof(leaf, proof, root)


# %% exercise="certificates" misconception="accepts-all"
def issue_batch(records, tag):
    salts = [salt for _, salt in records]
    if not records or any(len(salt) != 32 for salt in salts) or len(set(salts)) != len(salts):
        raise ValueError
    leaves = [tagged_hash(tag, salt + data) for data, salt in records]
    return merkle_root(leaves), [merkle_proof(leaves, i) for i in range(len(leaves))]


def check_certificate(record, proof, root, revoked, tag):
    data, salt = record
    return len(salt) == 32 and tagged_hash(tag, salt + data) not in revoked


# %% exercise="certificates" misconception="tag-ignored"
def issue_batch(records, tag):
    salts = [salt for _, salt in records]
    if not records or any(len(salt) != 32 for salt in salts) or len(set(salts)) != len(salts):
        raise ValueError
    leaves = [tagged_hash(tag, salt + data) for data, salt in records]
    return merkle_root(leaves), [merkle_proof(leaves, i) for i in range(len(leaves))]


def check_certificate(record, proof, root, revoked, tag):
    data, salt = record
    leaves = [tagged_hash(name, salt + data) for name in (tag, "degree", "سند 2026")]
    return len(salt) == 32 and any(leaf not in revoked and verify_proof(leaf, proof, root) for leaf in leaves)
