# %% [markdown]
# Typical wrong answers of B5. Each cell replaces one solution cell; the gate proves that it loses the hidden points
# of its exercise and that the learner gets the message of its misconception.

# %% exercise="feerate" misconception="rounded-down"
def virtual_size(weight: int) -> int:
    return weight // 4


def feerate(fee: int, vsize: int) -> float:
    return fee / vsize


# %% exercise="feerate" misconception="always-one-more"
def virtual_size(weight: int) -> int:
    return weight // 4 + 1


def feerate(fee: int, vsize: int) -> float:
    return fee / vsize


# %% exercise="feerate" misconception="half-bytes"
def virtual_size(weight: int) -> int:
    return weight / 4


def feerate(fee: int, vsize: int) -> float:
    return fee / vsize


# %% exercise="feerate" misconception="wrong-size"
def virtual_size(weight: int) -> int:
    return weight


def feerate(fee: int, vsize: int) -> float:
    return fee / vsize


# %% exercise="feerate" misconception="upside-down"
def virtual_size(weight: int) -> int:
    return -(-weight // 4)


def feerate(fee: int, vsize: int) -> float:
    return vsize / fee


# %% exercise="feerate" misconception="cut-rate"
def virtual_size(weight: int) -> int:
    return -(-weight // 4)


def feerate(fee: int, vsize: int) -> float:
    return fee // vsize


# %% exercise="feerate" misconception="wrong-rate"
def virtual_size(weight: int) -> int:
    return -(-weight // 4)


def feerate(fee: int, vsize: int) -> float:
    return fee / vsize / 100_000


# %% exercise="replace-fee" misconception="rate-only"
def min_replacement_fee(
    conflicts: list[tuple[int, int]], descendants: list[int], new_vsize: int, incremental: Decimal
) -> int:
    beaten = max(fee * new_vsize // vsize + 1 for fee, vsize in conflicts)
    return beaten


# %% exercise="replace-fee" misconception="one-sat-vb"
def min_replacement_fee(
    conflicts: list[tuple[int, int]], descendants: list[int], new_vsize: int, incremental: Decimal
) -> int:
    pushed_out = sum(fee for fee, _ in conflicts) + sum(descendants)
    beaten = max(fee * new_vsize // vsize + 1 for fee, vsize in conflicts)
    return max(pushed_out + new_vsize, beaten)


# %% exercise="replace-fee" misconception="rounded-down"
def min_replacement_fee(
    conflicts: list[tuple[int, int]], descendants: list[int], new_vsize: int, incremental: Decimal
) -> int:
    pushed_out = sum(fee for fee, _ in conflicts) + sum(descendants)
    on_top = int(incremental * new_vsize)
    beaten = max(fee * new_vsize // vsize + 1 for fee, vsize in conflicts)
    return max(pushed_out + on_top, beaten)


# %% exercise="replace-fee" misconception="old-size"
def min_replacement_fee(
    conflicts: list[tuple[int, int]], descendants: list[int], new_vsize: int, incremental: Decimal
) -> int:
    pushed_out = sum(fee for fee, _ in conflicts) + sum(descendants)
    on_top = math.ceil(incremental * sum(vsize for _, vsize in conflicts))
    beaten = max(fee * new_vsize // vsize + 1 for fee, vsize in conflicts)
    return max(pushed_out + on_top, beaten)


# %% exercise="replace-fee" misconception="float-noise"
def min_replacement_fee(
    conflicts: list[tuple[int, int]], descendants: list[int], new_vsize: int, incremental: Decimal
) -> int:
    pushed_out = sum(fee for fee, _ in conflicts) + sum(descendants)
    on_top = math.ceil(float(incremental) * new_vsize)
    beaten = max(fee * new_vsize // vsize + 1 for fee, vsize in conflicts)
    return max(pushed_out + on_top, beaten)


# %% exercise="replace-fee" misconception="first-only"
def min_replacement_fee(
    conflicts: list[tuple[int, int]], descendants: list[int], new_vsize: int, incremental: Decimal
) -> int:
    fee, vsize = conflicts[0]
    pushed_out = fee + sum(descendants)
    on_top = math.ceil(incremental * new_vsize)
    beaten = fee * new_vsize // vsize + 1
    return max(pushed_out + on_top, beaten)


# %% exercise="replace-fee" misconception="descendants-forgotten"
def min_replacement_fee(
    conflicts: list[tuple[int, int]], descendants: list[int], new_vsize: int, incremental: Decimal
) -> int:
    pushed_out = sum(fee for fee, _ in conflicts)
    on_top = math.ceil(incremental * new_vsize)
    beaten = max(fee * new_vsize // vsize + 1 for fee, vsize in conflicts)
    return max(pushed_out + on_top, beaten)


# %% exercise="replace-fee" misconception="rate-forgotten"
def min_replacement_fee(
    conflicts: list[tuple[int, int]], descendants: list[int], new_vsize: int, incremental: Decimal
) -> int:
    pushed_out = sum(fee for fee, _ in conflicts) + sum(descendants)
    on_top = math.ceil(incremental * new_vsize)
    return pushed_out + on_top


# %% exercise="replace-fee" misconception="equal-rate"
def min_replacement_fee(
    conflicts: list[tuple[int, int]], descendants: list[int], new_vsize: int, incremental: Decimal
) -> int:
    pushed_out = sum(fee for fee, _ in conflicts) + sum(descendants)
    on_top = math.ceil(incremental * new_vsize)
    beaten = max(-(-fee * new_vsize // vsize) for fee, vsize in conflicts)
    return max(pushed_out + on_top, beaten)


# %% exercise="replace-fee" misconception="each-conflict"
def min_replacement_fee(
    conflicts: list[tuple[int, int]], descendants: list[int], new_vsize: int, incremental: Decimal
) -> int:
    pushed_out = sum(fee for fee, _ in conflicts) + sum(descendants)
    on_top = math.ceil(incremental * new_vsize)
    fee, vsize = sum(fee for fee, _ in conflicts), sum(vsize for _, vsize in conflicts)
    return max(pushed_out + on_top, fee * new_vsize // vsize + 1)


# %% exercise="replace-fee" misconception="not-whole"
def min_replacement_fee(
    conflicts: list[tuple[int, int]], descendants: list[int], new_vsize: int, incremental: Decimal
) -> int:
    pushed_out = sum(fee for fee, _ in conflicts) + sum(descendants)
    on_top = incremental * new_vsize
    beaten = max(fee * new_vsize // vsize + 1 for fee, vsize in conflicts)
    return max(pushed_out + on_top, beaten)


# %% exercise="replace-fee" misconception="wrong-fee"
def min_replacement_fee(
    conflicts: list[tuple[int, int]], descendants: list[int], new_vsize: int, incremental: Decimal
) -> int:
    pushed_out = sum(fee for fee, _ in conflicts) + sum(descendants)
    on_top = math.ceil(incremental * new_vsize)
    beaten = max(fee * new_vsize // vsize + 1 for fee, vsize in conflicts)
    return pushed_out + on_top + beaten


# %% exercise="package" misconception="child-alone"
def package_feerate(parent: tuple[int, int], child: tuple[int, int]) -> float:
    return (parent[0] + child[0]) / (parent[1] + child[1])


def child_fee_needed(parent: tuple[int, int], child_vsize: int, target: int) -> int:
    return target * child_vsize


# %% exercise="package" misconception="mean-of-rates"
def package_feerate(parent: tuple[int, int], child: tuple[int, int]) -> float:
    return (parent[0] / parent[1] + child[0] / child[1]) / 2


def child_fee_needed(parent: tuple[int, int], child_vsize: int, target: int) -> int:
    return max(0, target * (parent[1] + child_vsize) - parent[0])


# %% exercise="package" misconception="wrong-rate"
def package_feerate(parent: tuple[int, int], child: tuple[int, int]) -> float:
    return (parent[0] + child[0]) // (parent[1] + child[1])


def child_fee_needed(parent: tuple[int, int], child_vsize: int, target: int) -> int:
    return max(0, target * (parent[1] + child_vsize) - parent[0])


# %% exercise="package" misconception="not-whole"
def package_feerate(parent: tuple[int, int], child: tuple[int, int]) -> float:
    return (parent[0] + child[0]) / (parent[1] + child[1])


def child_fee_needed(parent: tuple[int, int], child_vsize: int, target: int) -> int:
    return max(0.0, float(target * (parent[1] + child_vsize) - parent[0]))


# %% exercise="package" misconception="parent-pays-too"
def package_feerate(parent: tuple[int, int], child: tuple[int, int]) -> float:
    return (parent[0] + child[0]) / (parent[1] + child[1])


def child_fee_needed(parent: tuple[int, int], child_vsize: int, target: int) -> int:
    return target * (parent[1] + child_vsize)


# %% exercise="package" misconception="child-size-forgotten"
def package_feerate(parent: tuple[int, int], child: tuple[int, int]) -> float:
    return (parent[0] + child[0]) / (parent[1] + child[1])


def child_fee_needed(parent: tuple[int, int], child_vsize: int, target: int) -> int:
    return max(0, target * parent[1] - parent[0])


# %% exercise="package" misconception="negative"
def package_feerate(parent: tuple[int, int], child: tuple[int, int]) -> float:
    return (parent[0] + child[0]) / (parent[1] + child[1])


def child_fee_needed(parent: tuple[int, int], child_vsize: int, target: int) -> int:
    return target * (parent[1] + child_vsize) - parent[0]


# %% exercise="package" misconception="wrong-fee"
def package_feerate(parent: tuple[int, int], child: tuple[int, int]) -> float:
    return (parent[0] + child[0]) / (parent[1] + child[1])


def child_fee_needed(parent: tuple[int, int], child_vsize: int, target: int) -> int:
    return max(0, target * (parent[1] + child_vsize) - parent[0]) + 1


# %% exercise="score" misconception="own-only"
def ancestors(pool: dict, txid: str) -> set[str]:
    found, waiting = set(), [txid]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += pool[one]["parents"]
    return found


def ancestor_score(pool: dict, txid: str) -> float:
    return pool[txid]["fee"] / pool[txid]["vsize"]


# %% exercise="score" misconception="package-only"
def ancestors(pool: dict, txid: str) -> set[str]:
    found, waiting = set(), [txid]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += pool[one]["parents"]
    return found


def ancestor_score(pool: dict, txid: str) -> float:
    package = ancestors(pool, txid)
    return sum(pool[one]["fee"] for one in package) / sum(pool[one]["vsize"] for one in package)


# %% exercise="score" misconception="parents-only"
def ancestors(pool: dict, txid: str) -> set[str]:
    return {txid, *pool[txid]["parents"]}


def ancestor_score(pool: dict, txid: str) -> float:
    package = ancestors(pool, txid)
    own = pool[txid]["fee"] / pool[txid]["vsize"]
    return min(own, sum(pool[one]["fee"] for one in package) / sum(pool[one]["vsize"] for one in package))


# %% exercise="score" misconception="counted-twice"
def ancestors(pool: dict, txid: str) -> set[str]:
    found, waiting = set(), [txid]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += pool[one]["parents"]
    return found


def ancestor_score(pool: dict, txid: str) -> float:
    package, waiting = [], [txid]
    while waiting:
        package.append(waiting.pop())
        waiting += pool[package[-1]]["parents"]
    own = pool[txid]["fee"] / pool[txid]["vsize"]
    return min(own, sum(pool[one]["fee"] for one in package) / sum(pool[one]["vsize"] for one in package))


# %% exercise="score" misconception="pool-changed"
def ancestors(pool: dict, txid: str) -> set[str]:
    found, waiting = {txid}, pool[txid]["parents"]
    while waiting:
        one = waiting.pop()
        found.add(one)
        waiting += pool[one]["parents"]
    return found


def ancestor_score(pool: dict, txid: str) -> float:
    package = ancestors(pool, txid)
    own = pool[txid]["fee"] / pool[txid]["vsize"]
    return min(own, sum(pool[one]["fee"] for one in package) / sum(pool[one]["vsize"] for one in package))


# %% exercise="score" misconception="itself-missing"
def ancestors(pool: dict, txid: str) -> set[str]:
    found, waiting = set(), [txid]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += pool[one]["parents"]
    return found - {txid}


def ancestor_score(pool: dict, txid: str) -> float:
    package = ancestors(pool, txid) | {txid}
    own = pool[txid]["fee"] / pool[txid]["vsize"]
    return min(own, sum(pool[one]["fee"] for one in package) / sum(pool[one]["vsize"] for one in package))


# %% exercise="score" misconception="not-a-set"
def ancestors(pool: dict, txid: str) -> set[str]:
    found, waiting = [], [txid]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.append(one)
            waiting += pool[one]["parents"]
    return found


def ancestor_score(pool: dict, txid: str) -> float:
    package = ancestors(pool, txid)
    own = pool[txid]["fee"] / pool[txid]["vsize"]
    return min(own, sum(pool[one]["fee"] for one in package) / sum(pool[one]["vsize"] for one in package))


# %% exercise="score" misconception="wrong-package"
def ancestors(pool: dict, txid: str) -> set[str]:
    found = {txid}
    for one, tx in pool.items():
        if txid in tx["parents"]:
            found.add(one)
    return found | set(pool[txid]["parents"])


def ancestor_score(pool: dict, txid: str) -> float:
    package = ancestors(pool, txid)
    own = pool[txid]["fee"] / pool[txid]["vsize"]
    return min(own, sum(pool[one]["fee"] for one in package) / sum(pool[one]["vsize"] for one in package))


# %% exercise="score" misconception="wrong-score"
def ancestors(pool: dict, txid: str) -> set[str]:
    found, waiting = set(), [txid]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += pool[one]["parents"]
    return found


def ancestor_score(pool: dict, txid: str) -> float:
    package = ancestors(pool, txid)
    return min(pool[one]["fee"] / pool[one]["vsize"] for one in package)


# %% exercise="template" misconception="absolute-fee"
def build_template(pool: dict, max_weight: int) -> list[str]:
    order, room = [], max_weight - RESERVED_WEIGHT
    for txid in sorted(pool, key=lambda one: pool[one]["fee"], reverse=True):
        package = ancestors(pool, txid) - set(order)
        weight = sum(pool[one]["weight"] for one in package)
        if weight <= room:
            order += sorted(package, key=lambda one: len(ancestors(pool, one)))
            room -= weight
    return order


# %% exercise="template" misconception="own-rate"
def build_template(pool: dict, max_weight: int) -> list[str]:
    order, room = [], max_weight - RESERVED_WEIGHT
    for txid in sorted(pool, key=lambda one: pool[one]["fee"] / pool[one]["vsize"], reverse=True):
        package = ancestors(pool, txid) - set(order)
        weight = sum(pool[one]["weight"] for one in package)
        if weight <= room:
            order += sorted(package, key=lambda one: len(ancestors(pool, one)))
            room -= weight
    return order


# %% exercise="template" misconception="own-rate"
def build_template(pool: dict, max_weight: int) -> list[str]:
    order, room = [], max_weight - RESERVED_WEIGHT
    left = sorted(pool, key=lambda one: pool[one]["fee"] / pool[one]["vsize"], reverse=True)
    while True:
        fits = [
            one for one in left if set(pool[one]["parents"]) <= set(order) and pool[one]["weight"] <= room
        ]
        if not fits:
            return order
        order.append(fits[0])
        left.remove(fits[0])
        room -= pool[fits[0]]["weight"]


# %% exercise="template" misconception="package-only"
def build_template(pool: dict, max_weight: int) -> list[str]:
    order, room = [], max_weight - RESERVED_WEIGHT
    for txid in sorted(
        pool,
        key=lambda one: (
            sum(pool[other]["fee"] for other in ancestors(pool, one))
            / sum(pool[other]["vsize"] for other in ancestors(pool, one))
        ),
        reverse=True,
    ):
        package = ancestors(pool, txid) - set(order)
        weight = sum(pool[one]["weight"] for one in package)
        if weight <= room:
            order += sorted(package, key=lambda one: len(ancestors(pool, one)))
            room -= weight
    return order


# %% exercise="template" misconception="stale-score"
def build_template(pool: dict, max_weight: int) -> list[str]:
    order, room = [], max_weight - RESERVED_WEIGHT
    for txid in sorted(pool, key=lambda one: ancestor_score(pool, one), reverse=True):
        package = ancestors(pool, txid) - set(order)
        weight = sum(pool[one]["weight"] for one in package)
        if weight <= room:
            order += sorted(package, key=lambda one: len(ancestors(pool, one)))
            room -= weight
    return order


# %% exercise="template" misconception="stops-early"
def build_template(pool: dict, max_weight: int) -> list[str]:
    order, room = [], max_weight - RESERVED_WEIGHT
    while True:
        chosen = set(order)
        best, best_score = set(), 0.0
        for txid in set(pool) - chosen:
            package = ancestors(pool, txid) - chosen
            if package:
                rest = {one: pool[one] | {"parents": set(pool[one]["parents"]) - chosen} for one in package}
                score = ancestor_score(rest, txid)
                if score > best_score:
                    best, best_score = package, score
        if sum(pool[one]["weight"] for one in best) > room:
            return order
        if not best:
            return order
        order += sorted(best, key=lambda one: len(ancestors(pool, one)))
        room -= sum(pool[one]["weight"] for one in best)


# %% exercise="template" misconception="orphan"
def build_template(pool: dict, max_weight: int) -> list[str]:
    order, room = [], max_weight - RESERVED_WEIGHT
    for txid in sorted(pool, key=lambda one: pool[one]["fee"] / pool[one]["vsize"], reverse=True):
        if pool[txid]["weight"] <= room:
            order.append(txid)
            room -= pool[txid]["weight"]
    return order


# %% exercise="template" misconception="order"
def build_template(pool: dict, max_weight: int) -> list[str]:
    order, room = [], max_weight - RESERVED_WEIGHT
    while True:
        chosen = set(order)
        best, best_score = set(), 0.0
        for txid in set(pool) - chosen:
            package = ancestors(pool, txid) - chosen
            if sum(pool[one]["weight"] for one in package) <= room:
                rest = {one: pool[one] | {"parents": set(pool[one]["parents"]) - chosen} for one in package}
                score = ancestor_score(rest, txid)
                if score > best_score:
                    best, best_score = package, score
        if not best:
            return order[::-1]
        order += sorted(best)
        room -= sum(pool[one]["weight"] for one in best)


# %% exercise="template" misconception="no-reserve"
def build_template(pool: dict, max_weight: int) -> list[str]:
    order, room = [], max_weight
    while True:
        chosen = set(order)
        best, best_score = set(), 0.0
        for txid in set(pool) - chosen:
            package = ancestors(pool, txid) - chosen
            if sum(pool[one]["weight"] for one in package) <= room:
                rest = {one: pool[one] | {"parents": set(pool[one]["parents"]) - chosen} for one in package}
                score = ancestor_score(rest, txid)
                if score > best_score:
                    best, best_score = package, score
        if not best:
            return order
        order += sorted(best, key=lambda one: len(ancestors(pool, one)))
        room -= sum(pool[one]["weight"] for one in best)


# %% exercise="template" misconception="too-heavy"
def build_template(pool: dict, max_weight: int) -> list[str]:
    order, room = [], max_weight - RESERVED_WEIGHT
    while True:
        chosen = set(order)
        best, best_score = set(), 0.0
        for txid in set(pool) - chosen:
            package = ancestors(pool, txid) - chosen
            if pool[txid]["weight"] <= room:
                rest = {one: pool[one] | {"parents": set(pool[one]["parents"]) - chosen} for one in package}
                score = ancestor_score(rest, txid)
                if score > best_score:
                    best, best_score = package, score
        if not best:
            return order
        order += sorted(best, key=lambda one: len(ancestors(pool, one)))
        room -= sum(pool[one]["weight"] for one in [max(best, key=lambda one: len(ancestors(pool, one)))])


# %% exercise="template" misconception="twice"
def build_template(pool: dict, max_weight: int) -> list[str]:
    order, room = [], max_weight - RESERVED_WEIGHT
    for txid in sorted(pool, key=lambda one: ancestor_score(pool, one), reverse=True):
        package = ancestors(pool, txid)
        weight = sum(pool[one]["weight"] for one in package)
        if weight <= room:
            order += sorted(package, key=lambda one: len(ancestors(pool, one)))
            room -= weight
    return order


# %% exercise="template" misconception="pool-changed"
def build_template(pool: dict, max_weight: int) -> list[str]:
    order, room = [], max_weight - RESERVED_WEIGHT
    while True:
        fits = [one for one in pool if sum(pool[two]["weight"] for two in ancestors(pool, one)) <= room]
        if not fits:
            return order
        best = ancestors(pool, max(fits, key=lambda one: ancestor_score(pool, one)))
        order += sorted(best, key=lambda one: len(ancestors(pool, one)))
        room -= sum(pool[one]["weight"] for one in best)
        for one in best:
            del pool[one]
        for tx in pool.values():
            tx["parents"] = [one for one in tx["parents"] if one not in best]


# %% exercise="template" misconception="not-a-list"
def build_template(pool: dict, max_weight: int) -> list[str]:
    order, room = [], max_weight - RESERVED_WEIGHT
    for txid in sorted(pool, key=lambda one: ancestor_score(pool, one), reverse=True):
        package = ancestors(pool, txid) - set(order)
        weight = sum(pool[one]["weight"] for one in package)
        if weight <= room:
            order += sorted(package, key=lambda one: len(ancestors(pool, one)))
            room -= weight
    return set(order)


# %% exercise="template" misconception="poor-block"
def build_template(pool: dict, max_weight: int) -> list[str]:
    order, room = [], max_weight - RESERVED_WEIGHT
    room //= 4
    for txid in sorted(pool, key=lambda one: ancestor_score(pool, one), reverse=True):
        package = ancestors(pool, txid) - set(order)
        weight = sum(pool[one]["weight"] for one in package)
        if weight <= room:
            order += sorted(package, key=lambda one: len(ancestors(pool, one)))
            room -= weight
    return order


# %% exercise="bump" misconception="not-stuck"
def make_stuck(rpc, addr: str, amount_sat: int) -> str:
    return rpc("sendtoaddress", addr, Decimal(amount_sat).scaleb(-8))


def bump(rpc, txid: str, feerate: int) -> str:
    entry, old = rpc("getmempoolentry", txid), rpc("getrawtransaction", txid, True)
    fee, all_fees, vsize = sat(entry["fees"]["base"]), sat(entry["fees"]["descendant"]), entry["vsize"]
    incremental = rpc("getmempoolinfo")["incrementalrelayfee"] * 100_000
    least = min_replacement_fee([(fee, vsize)], [all_fees - fee], vsize, incremental)
    more = max(least, feerate * vsize) - fee
    outputs = {}
    for out in old["vout"]:
        address = out["scriptPubKey"]["address"]
        mine = rpc("getaddressinfo", address)["ismine"]
        outputs[address] = sat(out["value"]) - (more if mine else 0)
    return send_raw(rpc, [(coin["txid"], coin["vout"]) for coin in old["vin"]], outputs)


# %% exercise="bump" misconception="wrong-amount"
def make_stuck(rpc, addr: str, amount_sat: int) -> str:
    return rpc("send", {addr: Decimal(amount_sat).scaleb(-7)}, None, "unset", 1)["txid"]


def bump(rpc, txid: str, feerate: int) -> str:
    entry, old = rpc("getmempoolentry", txid), rpc("getrawtransaction", txid, True)
    fee, all_fees, vsize = sat(entry["fees"]["base"]), sat(entry["fees"]["descendant"]), entry["vsize"]
    incremental = rpc("getmempoolinfo")["incrementalrelayfee"] * 100_000
    least = min_replacement_fee([(fee, vsize)], [all_fees - fee], vsize, incremental)
    more = max(least, feerate * vsize) - fee
    outputs = {}
    for out in old["vout"]:
        address = out["scriptPubKey"]["address"]
        mine = rpc("getaddressinfo", address)["ismine"]
        outputs[address] = sat(out["value"]) - (more if mine else 0)
    return send_raw(rpc, [(coin["txid"], coin["vout"]) for coin in old["vin"]], outputs)


# %% exercise="bump" misconception="unrelated"
def make_stuck(rpc, addr: str, amount_sat: int) -> str:
    return rpc("send", {addr: Decimal(amount_sat).scaleb(-8)}, None, "unset", 1)["txid"]


def bump(rpc, txid: str, feerate: int) -> str:
    old = rpc("getrawtransaction", txid, True)
    for out in old["vout"]:
        address = out["scriptPubKey"]["address"]
        if not rpc("getaddressinfo", address)["ismine"]:
            return rpc("send", {address: out["value"]}, None, "unset", feerate)["txid"]


# %% exercise="bump" misconception="payee-cut"
def make_stuck(rpc, addr: str, amount_sat: int) -> str:
    return rpc("send", {addr: Decimal(amount_sat).scaleb(-8)}, None, "unset", 1)["txid"]


def bump(rpc, txid: str, feerate: int) -> str:
    entry, old = rpc("getmempoolentry", txid), rpc("getrawtransaction", txid, True)
    fee, all_fees, vsize = sat(entry["fees"]["base"]), sat(entry["fees"]["descendant"]), entry["vsize"]
    incremental = rpc("getmempoolinfo")["incrementalrelayfee"] * 100_000
    least = min_replacement_fee([(fee, vsize)], [all_fees - fee], vsize, incremental)
    more = max(least, feerate * vsize) - fee
    outputs = {}
    for out in old["vout"]:
        address = out["scriptPubKey"]["address"]
        mine = out["value"] == max(one["value"] for one in old["vout"])
        outputs[address] = sat(out["value"]) - (more if mine else 0)
    return send_raw(rpc, [(coin["txid"], coin["vout"]) for coin in old["vin"]], outputs)


# %% exercise="bump" misconception="no-increment"
def make_stuck(rpc, addr: str, amount_sat: int) -> str:
    return rpc("send", {addr: Decimal(amount_sat).scaleb(-8)}, None, "unset", 1)["txid"]


def bump(rpc, txid: str, feerate: int) -> str:
    return rpc("bumpfee", txid, {"fee_rate": feerate})["txid"]


# %% exercise="bump" misconception="one-sat-vb"
def make_stuck(rpc, addr: str, amount_sat: int) -> str:
    return rpc("send", {addr: Decimal(amount_sat).scaleb(-8)}, None, "unset", 1)["txid"]


def bump(rpc, txid: str, feerate: int) -> str:
    entry, old = rpc("getmempoolentry", txid), rpc("getrawtransaction", txid, True)
    fee, all_fees, vsize = sat(entry["fees"]["base"]), sat(entry["fees"]["descendant"]), entry["vsize"]
    least = min_replacement_fee([(fee, vsize)], [all_fees - fee], vsize, Decimal(1))
    more = max(least, feerate * vsize) - fee
    outputs = {}
    for out in old["vout"]:
        address = out["scriptPubKey"]["address"]
        mine = rpc("getaddressinfo", address)["ismine"]
        outputs[address] = sat(out["value"]) - (more if mine else 0)
    return send_raw(rpc, [(coin["txid"], coin["vout"]) for coin in old["vin"]], outputs)


# %% exercise="bump" misconception="descendants-forgotten"
def make_stuck(rpc, addr: str, amount_sat: int) -> str:
    return rpc("send", {addr: Decimal(amount_sat).scaleb(-8)}, None, "unset", 1)["txid"]


def bump(rpc, txid: str, feerate: int) -> str:
    entry, old = rpc("getmempoolentry", txid), rpc("getrawtransaction", txid, True)
    fee, _all_fees, vsize = sat(entry["fees"]["base"]), sat(entry["fees"]["descendant"]), entry["vsize"]
    incremental = rpc("getmempoolinfo")["incrementalrelayfee"] * 100_000
    least = min_replacement_fee([(fee, vsize)], [], vsize, incremental)
    more = max(least, feerate * vsize) - fee
    outputs = {}
    for out in old["vout"]:
        address = out["scriptPubKey"]["address"]
        mine = rpc("getaddressinfo", address)["ismine"]
        outputs[address] = sat(out["value"]) - (more if mine else 0)
    return send_raw(rpc, [(coin["txid"], coin["vout"]) for coin in old["vin"]], outputs)


# %% exercise="bump" misconception="rate-missed"
def make_stuck(rpc, addr: str, amount_sat: int) -> str:
    return rpc("send", {addr: Decimal(amount_sat).scaleb(-8)}, None, "unset", 1)["txid"]


def bump(rpc, txid: str, feerate: int) -> str:
    entry, old = rpc("getmempoolentry", txid), rpc("getrawtransaction", txid, True)
    fee, all_fees, vsize = sat(entry["fees"]["base"]), sat(entry["fees"]["descendant"]), entry["vsize"]
    incremental = rpc("getmempoolinfo")["incrementalrelayfee"] * 100_000
    least = min_replacement_fee([(fee, vsize)], [all_fees - fee], vsize, incremental)
    more = max(least, feerate * 141) - fee
    outputs = {}
    for out in old["vout"]:
        address = out["scriptPubKey"]["address"]
        mine = rpc("getaddressinfo", address)["ismine"]
        outputs[address] = sat(out["value"]) - (more if mine else 0)
    return send_raw(rpc, [(coin["txid"], coin["vout"]) for coin in old["vin"]], outputs)


# %% exercise="bump" misconception="overpaid"
def make_stuck(rpc, addr: str, amount_sat: int) -> str:
    return rpc("send", {addr: Decimal(amount_sat).scaleb(-8)}, None, "unset", 1)["txid"]


def bump(rpc, txid: str, feerate: int) -> str:
    entry, old = rpc("getmempoolentry", txid), rpc("getrawtransaction", txid, True)
    fee, all_fees, vsize = sat(entry["fees"]["base"]), sat(entry["fees"]["descendant"]), entry["vsize"]
    incremental = rpc("getmempoolinfo")["incrementalrelayfee"] * 100_000
    least = min_replacement_fee([(fee, vsize)], [all_fees - fee], vsize, incremental)
    more = least + feerate * vsize - fee
    outputs = {}
    for out in old["vout"]:
        address = out["scriptPubKey"]["address"]
        mine = rpc("getaddressinfo", address)["ismine"]
        outputs[address] = sat(out["value"]) - (more if mine else 0)
    return send_raw(rpc, [(coin["txid"], coin["vout"]) for coin in old["vin"]], outputs)


# %% exercise="bump" misconception="other-coins"
def make_stuck(rpc, addr: str, amount_sat: int) -> str:
    return rpc("send", {addr: Decimal(amount_sat).scaleb(-8)}, None, "unset", 1)["txid"]


def bump(rpc, txid: str, feerate: int) -> str:
    entry, old = rpc("getmempoolentry", txid), rpc("getrawtransaction", txid, True)
    fee, all_fees, vsize = sat(entry["fees"]["base"]), sat(entry["fees"]["descendant"]), entry["vsize"]
    incremental = rpc("getmempoolinfo")["incrementalrelayfee"] * 100_000
    least = min_replacement_fee([(fee, vsize)], [all_fees - fee], vsize, incremental)
    more = max(least, feerate * vsize) - fee
    outputs = {}
    for out in old["vout"]:
        address = out["scriptPubKey"]["address"]
        mine = rpc("getaddressinfo", address)["ismine"]
        outputs[address] = sat(out["value"]) - (more if mine else 0)
    used = [(coin["txid"], coin["vout"]) for coin in old["vin"]]
    more_coin = rpc("listunspent", 1)[0]
    extra = more_coin["txid"], more_coin["vout"]
    outputs[rpc("getnewaddress")] = sat(more_coin["amount"])
    return send_raw(rpc, [*used, extra], outputs)


# %% exercise="bump" misconception="bump-fails"
def make_stuck(rpc, addr: str, amount_sat: int) -> str:
    return rpc("send", {addr: Decimal(amount_sat).scaleb(-8)}, None, "unset", 1)["txid"]


def bump(rpc, txid: str, feerate: int) -> str:
    entry, old = rpc("getmempoolentry", txid), rpc("getrawtransaction", txid, True)
    fee, all_fees, vsize = sat(entry["fees"]["base"]), sat(entry["fees"]["descendant"]), entry["vsize"]
    incremental = rpc("getmempoolinfo")["incrementalrelayfee"] * 100_000
    least = min_replacement_fee([(fee, vsize)], [all_fees - fee], vsize, incremental)
    more = max(least, feerate * vsize) - fee
    outputs = {}
    for out in old["vout"]:
        address = out["scriptPubKey"]["address"]
        mine = rpc("getaddressinfo", address)["ismine"]
        outputs[address] = sat(out["value"]) - (more if mine else 0)
    first = old["vin"][0]
    return send_raw(rpc, [(first["txid"], first["vout"])], outputs)


# %% exercise="bump" misconception="not-sent"
def make_stuck(rpc, addr: str, amount_sat: int) -> str:
    return rpc("send", {addr: Decimal(amount_sat).scaleb(-8)}, None, "unset", 1)["txid"]


def bump(rpc, txid: str, feerate: int) -> str:
    entry, old = rpc("getmempoolentry", txid), rpc("getrawtransaction", txid, True)
    fee, all_fees, vsize = sat(entry["fees"]["base"]), sat(entry["fees"]["descendant"]), entry["vsize"]
    incremental = rpc("getmempoolinfo")["incrementalrelayfee"] * 100_000
    least = min_replacement_fee([(fee, vsize)], [all_fees - fee], vsize, incremental)
    more = max(least, feerate * vsize) - fee
    outputs = {}
    for out in old["vout"]:
        address = out["scriptPubKey"]["address"]
        mine = rpc("getaddressinfo", address)["ismine"]
        outputs[address] = sat(out["value"]) - (more if mine else 0)
    send_raw(rpc, [(coin["txid"], coin["vout"]) for coin in old["vin"]], outputs)
    return txid


# %% exercise="rescue" misconception="child-alone"
def rescue(rpc, txid: str, feerate: int) -> str:
    coin = next(one for one in rpc("listunspent", 0) if one["txid"] == txid)
    entry = rpc("getmempoolentry", txid)
    _family = sat(entry["fees"]["ancestor"]), entry["ancestorsize"]
    left = sat(coin["amount"]) - feerate * 110
    return send_raw(rpc, [(txid, coin["vout"])], {rpc("getnewaddress"): left})


# %% exercise="rescue" misconception="grandparent-forgotten"
def rescue(rpc, txid: str, feerate: int) -> str:
    coin = next(one for one in rpc("listunspent", 0) if one["txid"] == txid)
    entry = rpc("getmempoolentry", txid)
    family = sat(entry["fees"]["base"]), entry["vsize"]
    left = sat(coin["amount"]) - child_fee_needed(family, 110, feerate)
    return send_raw(rpc, [(txid, coin["vout"])], {rpc("getnewaddress"): left})


# %% exercise="rescue" misconception="package-too-low"
def rescue(rpc, txid: str, feerate: int) -> str:
    coin = next(one for one in rpc("listunspent", 0) if one["txid"] == txid)
    entry = rpc("getmempoolentry", txid)
    family = sat(entry["fees"]["ancestor"]), entry["ancestorsize"]
    left = sat(coin["amount"]) - child_fee_needed(family, 0, feerate)
    return send_raw(rpc, [(txid, coin["vout"])], {rpc("getnewaddress"): left})


# %% exercise="rescue" misconception="overpaid"
def rescue(rpc, txid: str, feerate: int) -> str:
    coin = next(one for one in rpc("listunspent", 0) if one["txid"] == txid)
    entry = rpc("getmempoolentry", txid)
    family = sat(entry["fees"]["ancestor"]), entry["ancestorsize"]
    left = sat(coin["amount"]) - feerate * (family[1] + 110)
    return send_raw(rpc, [(txid, coin["vout"])], {rpc("getnewaddress"): left})


# %% exercise="rescue" misconception="unrelated"
def rescue(rpc, txid: str, feerate: int) -> str:
    return rpc("send", {rpc("getnewaddress"): Decimal("0.0001")}, None, "unset", feerate)["txid"]


# %% exercise="rescue" misconception="gave-away"
def rescue(rpc, txid: str, feerate: int) -> str:
    coin = next(one for one in rpc("listunspent", 0) if one["txid"] == txid)
    entry = rpc("getmempoolentry", txid)
    family = sat(entry["fees"]["ancestor"]), entry["ancestorsize"]
    left = sat(coin["amount"]) - child_fee_needed(family, 110, feerate)
    outputs = rpc("getrawtransaction", txid, True)["vout"]
    others = [out["scriptPubKey"]["address"] for out in outputs if out["n"] != coin["vout"]]
    return send_raw(rpc, [(txid, coin["vout"])], {others[0]: left})


# %% exercise="rescue" misconception="other-coins"
def rescue(rpc, txid: str, feerate: int) -> str:
    coin = next(one for one in rpc("listunspent", 0) if one["txid"] == txid)
    entry = rpc("getmempoolentry", txid)
    family = sat(entry["fees"]["ancestor"]), entry["ancestorsize"]
    left = sat(coin["amount"]) - child_fee_needed(family, 110, feerate)
    own = next(one for one in rpc("listunspent", 1))
    left += sat(own["amount"])
    return send_raw(rpc, [(txid, coin["vout"]), (own["txid"], own["vout"])], {rpc("getnewaddress"): left})


# %% exercise="rescue" misconception="rescue-fails"
def rescue(rpc, txid: str, feerate: int) -> str:
    coin = next(one for one in rpc("listunspent", 0) if one["txid"] == txid)
    entry = rpc("getmempoolentry", txid)
    family = sat(entry["fees"]["ancestor"]), entry["ancestorsize"]
    left = sat(coin["amount"]) - child_fee_needed(family, 110, feerate)
    return send_raw(rpc, [(txid, 0)], {rpc("getnewaddress"): left})


# %% exercise="rescue" misconception="not-sent"
def rescue(rpc, txid: str, feerate: int) -> str:
    coin = next(one for one in rpc("listunspent", 0) if one["txid"] == txid)
    entry = rpc("getmempoolentry", txid)
    family = sat(entry["fees"]["ancestor"]), entry["ancestorsize"]
    left = sat(coin["amount"]) - child_fee_needed(family, 110, feerate)
    send_raw(rpc, [(txid, coin["vout"])], {rpc("getnewaddress"): left})
    return txid


# %% exercise="rescue" misconception="parent-gone"
def rescue(rpc, txid: str, feerate: int) -> str:
    coin = next(one for one in rpc("listunspent", 0) if one["txid"] == txid)
    entry = rpc("getmempoolentry", txid)
    family = sat(entry["fees"]["ancestor"]), entry["ancestorsize"]
    left = sat(coin["amount"]) - child_fee_needed(family, 110, feerate)
    child = send_raw(rpc, [(txid, coin["vout"])], {rpc("getnewaddress"): left})
    rpc("generatetoaddress", 1, rpc("getnewaddress"))
    return child


# %% exercise="pinning" misconception="pin-why"
def pinning_case() -> dict[str, str]:
    return {"why": "too-low", "least": "9156 sat", "miners": "wait", "way-out": "own-child"}


# %% exercise="pinning" misconception="pin-least"
def pinning_case() -> dict[str, str]:
    return {"why": "sum", "least": "2835 sat", "miners": "wait", "way-out": "own-child"}


# %% exercise="pinning" misconception="pin-miners"
def pinning_case() -> dict[str, str]:
    return {"why": "sum", "least": "9156 sat", "miners": "hurry", "way-out": "own-child"}


# %% exercise="pinning" misconception="pin-way-out"
def pinning_case() -> dict[str, str]:
    return {"why": "sum", "least": "9156 sat", "miners": "wait", "way-out": "again"}


# %% exercise="pinning" misconception="not-four"
def pinning_case() -> dict[str, str]:
    return {"why": "sum", "least": "9156 sat", "miners": "wait"}


# %% exercise="pinning" misconception="no-choice"
def pinning_case() -> dict[str, str]:
    return {"why": "b", "least": "9156", "miners": "wait", "way-out": "own-child"}
