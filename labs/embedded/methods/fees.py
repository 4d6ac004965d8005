"""RPC methods that estimate fees. Source: Bitcoin Core, src/rpc/fees.cpp."""

from __future__ import annotations

from decimal import Decimal

from labs.embedded.mempool.fee_history import MAX_TARGET, Range
from labs.embedded.rpc.arguments import INT, REAL, STR, Arg
from labs.embedded.rpc.errors import PARAMETER, RpcError
from labs.embedded.rpc.registry import Call, method
from labs.embedded.rpc.values import Json, btc, real

MODES = ("unset", "economical", "conservative")
_HORIZONS = (("short", 12, Decimal("0.962"), 1), ("medium", 48, Decimal("0.9952"), 2))
_LONG = ("long", MAX_TARGET, Decimal("0.99931"), 24)
_NO_ESTIMATE = "Insufficient data or no feerate found"
_EVERYTHING = Range(0, 1e99, 0, 0, 0, 0, 0)

_TARGET = Arg("conf_target", INT, f"Within how many blocks it should confirm (1 to {MAX_TARGET})")


@method(
    "util",
    "estimatesmartfee",
    "Estimates the feerate, in BTC/kvB, with which a transaction confirms within conf_target blocks.\n"
    "It learns from transactions that this node saw waiting; a fresh node knows nothing.",
    _TARGET,
    Arg("estimate_mode", STR, "unset, economical or conservative; one estimate serves all", "economical"),
    result='{ "feerate": n, "errors": [ "str", … ], "blocks": n }    (json object)',
)
def estimatesmartfee(call: Call, conf_target: int, estimate_mode: str) -> Json:
    target = _checked_target(conf_target)
    if estimate_mode.lower() not in MODES:
        allowed = '", "'.join(MODES)
        raise RpcError(PARAMETER, f'Invalid estimate_mode parameter, must be one of: "{allowed}"')
    pool = call.node.mempool
    feerate, blocks = pool.history.estimate(target)
    if not feerate:
        return {"errors": [_NO_ESTIMATE], "blocks": blocks}
    feerate = max(feerate, pool.min_feerate(), pool.policy.min_relay_feerate)
    return {"feerate": btc(feerate), "blocks": blocks}


@method(
    "hidden",
    "estimaterawfee",
    "Shows what an estimate rests on: the ranges of feerates that were and were not quick enough.\n"
    "This node keeps one history for all horizons; its decay and scale are Core's and say nothing here.",
    _TARGET,
    Arg("threshold", REAL, "The share that must have confirmed within conf_target", Decimal("0.95")),
    result='{ "short": { … }, "medium": { … }, "long": { … } }    (json object)',
)
def estimaterawfee(call: Call, conf_target: int, threshold: int | Decimal) -> Json:
    target = _checked_target(conf_target)
    if not 0 <= threshold <= 1:
        raise RpcError(PARAMETER, "Invalid threshold")
    passed, failed = call.node.mempool.history.passing(target, float(threshold))
    shown: dict[str, Json] = {}
    for name, longest, decay, scale in (*_HORIZONS, _LONG):
        if target > longest:
            continue
        if passed:
            shown[name] = {"feerate": btc(passed.median), "decay": decay, "scale": scale}
            shown[name]["pass"] = _range_json(passed)
            if failed:
                shown[name]["fail"] = _range_json(failed)
        else:
            shown[name] = {"decay": decay, "scale": scale, "fail": _range_json(failed or _EVERYTHING)}
            shown[name]["errors"] = [f"{_NO_ESTIMATE} which meets threshold"]
    return shown


def _checked_target(conf_target: int) -> int:
    if not 1 <= conf_target <= MAX_TARGET:
        raise RpcError(PARAMETER, f"Invalid conf_target, must be between 1 and {MAX_TARGET}")
    return conf_target


def _range_json(one: Range) -> Json:
    return {
        "startrange": real(round(one.start)),
        "endrange": real(1e99) if one.end >= 1e99 else real(round(one.end)),
        "withintarget": one.within,
        "totalconfirmed": one.confirmed,
        "inmempool": one.waiting,
        "leftmempool": one.left,
    }
