"""Making a transaction: which coins, which change, what fee; then its signatures.

Source: Bitcoin Core, src/wallet/spend.cpp (CreateTransactionInternal, FundTransaction).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random, SystemRandom
from typing import TYPE_CHECKING

from labs.bitcoin.standard import dust_threshold, is_dust
from labs.bitcoin.transactions import OutPoint, Tx, TxIn, TxOut, display
from labs.bitcoin.wire import compact_size
from labs.embedded.mempool.feerate import fee_of, money
from labs.embedded.wallet import feerates
from labs.embedded.wallet.coins import Coin, add_costs, available, bump_fee, joins_too_large_cluster
from labs.embedded.wallet.control import (
    MAX_STANDARD_TX_WEIGHT,
    NONFINAL,
    REPLACEABLE,
    TRUC_VERSION,
    Control,
    Recipient,
    SpendError,
)
from labs.embedded.wallet.grouping import select
from labs.embedded.wallet.keyring import NoAddress
from labs.embedded.wallet.selection import Choice, Goal, change_of, change_target, waste_of
from labs.embedded.wallet.sizes import InputSize, input_size, transaction_weight

if TYPE_CHECKING:
    from labs.embedded.wallet.wallet import Wallet

MIN_TX_WEIGHT = 65 * 4
NESTED_INPUT_VSIZE = 91
SNIPING_TIP_AGE_S = 8 * 60 * 60
MAX_FEE_EXCEEDED = "Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)"


@dataclass(frozen=True, slots=True)
class Created:
    """tx: signed where asked for. fee in satoshi. change_position: None without change."""

    tx: Tx
    fee: int
    change_position: int | None
    reason: str


def create(
    wallet: "Wallet",
    recipients: Sequence[Recipient],
    control: Control,
    sign: bool,
    random: Random | None = None,
) -> Created:
    """A transaction that pays the recipients. Nothing is kept or sent. Raises SpendError."""
    if not recipients:
        raise SpendError("Transaction must have at least one recipient")
    if any(recipient.amount < 0 for recipient in recipients):
        raise SpendError("Transaction amounts must not be negative")
    random = random or fresh_random()
    first = _Attempt(wallet, recipients, control, random).run(sign)
    if first.fee == 0 or control.avoid_partial_spends or not control.allow_other_inputs:
        return first
    # Spending all coins of an address together keeps it private; done where it costs no more.
    other = replace(control, avoid_partial_spends=True)
    if first.change_position is not None:
        other.change_script = first.tx.outputs[first.change_position].script
    try:
        grouped = _Attempt(wallet, recipients, other, random).run(sign)
    except SpendError:
        return first
    better = grouped.fee <= first.fee + wallet.options.feerate("maxapsfee", 0)
    using = "grouped" if better else "non-grouped"
    wallet.log(f"Fee non-grouped = {first.fee}, grouped = {grouped.fee}, using {using}")
    return grouped if better else first


def fresh_random() -> Random:
    """Not to be foretold from outside, and quick enough for the many bits that coin selection draws."""
    return Random(SystemRandom().getrandbits(128))


class _Attempt:
    """One way through: parameters first, then coins, then the transaction."""

    def __init__(
        self, wallet: "Wallet", recipients: Sequence[Recipient], control: Control, random: Random
    ) -> None:
        self.wallet, self.recipients, self.control, self.random = wallet, recipients, control, random
        self.change_kind = ""
        self.no_change = ""

    def run(self, sign: bool) -> Created:
        try:
            created = self._build(sign)
        except SpendError:
            self._return_change()
            raise
        if created.change_position is None:
            self._return_change()
        return created

    def _return_change(self) -> None:
        if self.change_kind:
            self.wallet.keyring.give_back(self.change_kind, True, self.change_script)

    def _build(self, sign: bool) -> Created:
        control, wallet = self.control, self.wallet
        self._check_limits()
        self.change_script = self._change_script()
        found = feerates.chosen(wallet, control)
        self.rate = found.rate
        goal = self._goal()
        preset = self._preset_coins()
        coins = available(wallet, control) if control.allow_other_inputs else []
        later = feerates.long_term(wallet)
        add_costs(wallet, [*preset, *coins], self.rate, later)
        choice = self._choose(preset, coins, goal)
        bump = bump_fee(wallet, (coin.outpoint for coin in choice.coins if not coin.depth), self.rate)
        discount = sum(coin.bump_fee for coin in choice.coins) - bump
        tx, position = self._assemble(choice, change_of(choice.coins, goal, discount))
        fee = self._settle_fee(tx, position, choice, bump)
        if position is not None and not self.change_script:
            raise SpendError(self.no_change)
        sizes = [coin.size for coin in self._in_order(tx, choice) if coin.size]
        if sign:
            tx = self._signed(tx, choice)
        weight = tx.weight if sign else transaction_weight(tx, sizes)
        if weight > MAX_STANDARD_TX_WEIGHT:
            raise SpendError("Transaction too large")
        if fee > feerates.max_fee(wallet):
            raise SpendError(MAX_FEE_EXCEEDED)
        rejects = wallet.options.flag("walletrejectlongchains", True)
        if rejects and joins_too_large_cluster(wallet, tx):
            raise SpendError("too many unconfirmed transactions in cluster")
        wallet.log(f"Coin Selection: Algorithm:{choice.name}, Waste Metric Score:{choice.waste}")
        return Created(tx, fee, position, found.reason)

    def _check_limits(self) -> None:
        limit = self.control.max_tx_weight
        if limit is not None and not MIN_TX_WEIGHT <= limit <= MAX_STANDARD_TX_WEIGHT:
            raise SpendError(
                f"Maximum transaction weight must be between {MIN_TX_WEIGHT} and {MAX_STANDARD_TX_WEIGHT}"
            )
        dust = self.wallet.options.dust_feerate
        if any(is_dust(TxOut(one.amount, one.script), dust) for one in self.recipients):
            raise SpendError("Transaction amount too small")

    def _change_script(self) -> bytes:
        if self.control.change_script is not None:
            return self.control.change_script
        kind = self.wallet.change_type(self.control.change_type, [one.script for one in self.recipients])
        try:
            script = self.wallet.keyring.new_script(kind, internal=True)
        except NoAddress as error:
            self.no_change = f"Transaction needs a change address, but we can't generate it. {error}"
            return b""
        self.change_kind = kind
        return script

    def _goal(self) -> Goal:
        wallet, recipients = self.wallet, self.recipients
        subtract = any(one.subtract_fee for one in recipients)
        outputs = [TxOut(one.amount, one.script) for one in recipients]
        without_inputs = 10 + len(compact_size(len(outputs))) + sum(len(out.serialize()) for out in outputs)
        total = sum(one.amount for one in recipients)
        change_size = len(TxOut(0, self.change_script).serialize())
        spend = wallet.input_size(self.change_script)
        spend_vsize = spend.vsize if spend else NESTED_INPUT_VSIZE
        discard = feerates.discard(wallet)
        change_fee = fee_of(self.rate, change_size)
        target = total + (0 if subtract else fee_of(self.rate, without_inputs))
        if target == 0 and not self.control.preset:
            raise SpendError(
                "Transaction requires one destination of non-zero value, a non-zero feerate, or a "
                "pre-selected input"
            )
        limit = self.control.max_tx_weight or MAX_STANDARD_TX_WEIGHT
        room = limit - without_inputs * 4
        if room <= 0 and self.control.allow_other_inputs:
            raise SpendError("Maximum transaction weight is less than transaction weight without inputs")
        self.total = total
        spend_fee = fee_of(discard, spend_vsize)
        return Goal(
            target=target,
            cost_of_change=spend_fee + change_fee,
            change_fee=change_fee,
            min_viable_change=max(spend_fee + 1, dust_threshold(self.change_script, discard)),
            change_target=change_target(total // len(recipients), change_fee, self.random),
            subtract_fee=subtract,
            max_weight=room,
            change_weight=change_size * 4,
            base_weight=without_inputs * 4,
        )

    def _preset_coins(self) -> list[Coin]:
        coins = []
        for outpoint, preset in self.control.preset.items():
            place = f"COutPoint({display(outpoint[0])[:10]}, {outpoint[1]})"
            output = self.wallet.ledger.outputs.get(outpoint)
            if output is not None:
                self._check_truc(outpoint)
            output = output or preset.output
            if output is None:
                raise SpendError(f"Not found pre-selected input {place}")
            size = self._size(outpoint, output)
            if size is None:
                raise SpendError(f"Not solvable pre-selected input {place}")
            coins.append(Coin(outpoint, output, 0, size, True, False))
        return coins

    def _check_truc(self, outpoint: OutPoint) -> None:
        parent, version = self.wallet.ledger.txs[outpoint[0]], self.control.version
        if self.wallet.ledger.depth(parent) != 0 or (parent.tx.version == 3) == (version == TRUC_VERSION):
            return
        if version == TRUC_VERSION:
            text = f"unconfirmed version {parent.tx.version} pre-selected input with a version 3 tx"
        else:
            text = f"unconfirmed version 3 pre-selected input with a version {version} tx"
        raise SpendError(f"Can't spend {text}")

    def _size(self, outpoint: OutPoint, output: TxOut) -> InputSize | None:
        given = self.control.weights.get(outpoint)
        if given is not None:
            return InputSize(given, segwit=True)
        size = self.wallet.input_size(output.script)
        return size or input_size(output.script, self.control.external, high_r=True)

    def _choose(self, preset: list[Coin], coins: list[Coin], goal: Goal) -> Choice:
        held = sum(coin.value if goal.subtract_fee else coin.effective for coin in preset)
        if not self.control.allow_other_inputs and held < goal.target:
            raise SpendError(
                "The preselected coins total amount does not cover the transaction target. Please allow "
                "other inputs to be automatically selected or include more coins manually"
            )
        if held >= goal.target:
            return Choice(preset, waste_of(preset, goal), "manual")
        reach = sum(coin.value if goal.subtract_fee else coin.effective for coin in coins)
        rest = replace(goal, target=goal.target - held)
        picked = None
        if reach >= rest.target:
            picked = select(self.wallet, coins, rest, self.control, self.random)
        if picked is None:
            self._explain_shortage(preset, coins, goal)
            raise SpendError("Insufficient funds")
        chosen = [*preset, *picked.coins]
        if preset and sum(c.size.weight + (not c.size.segwit) for c in chosen if c.size) > goal.max_weight:
            raise SpendError(
                "The combination of the pre-selected inputs and the wallet automatic inputs selection "
                "exceeds the transaction maximum weight. Please try sending a smaller amount or manually "
                "consolidating your wallet's UTXOs"
            )
        return Choice(chosen, waste_of(chosen, goal), picked.name)

    def _explain_shortage(self, preset: list[Coin], coins: list[Coin], goal: Goal) -> None:
        everything = [*preset, *coins]
        enough = sum(coin.value for coin in everything) >= self.total
        if enough and sum(coin.effective for coin in everything) < goal.target and not goal.subtract_fee:
            fee = money(goal.target - self.total)
            raise SpendError(f"The total exceeds your balance when the {fee} transaction fee is included.")

    def _assemble(self, choice: Choice, change: int) -> tuple[Tx, int | None]:
        control = self.control
        outputs = [TxOut(one.amount, one.script) for one in self.recipients]
        position = control.change_position
        if change > 0:
            if position is None:
                position = self.random.randrange(len(outputs) + 1)
            elif position > len(outputs):
                raise SpendError("Transaction change output index out of range")
            outputs.insert(position, TxOut(change, self.change_script))
        else:
            position = None
        replaceable = self.wallet.signals_rbf if control.replaceable is None else control.replaceable
        sequence = REPLACEABLE if replaceable else NONFINAL
        coins = self.random.sample(choice.coins, len(choice.coins))
        order = {outpoint: n for n, outpoint in enumerate(control.preset)}
        coins.sort(key=lambda coin: order.get(coin.outpoint, len(order)))
        inputs = []
        for coin in coins:
            preset = control.preset.get(coin.outpoint)
            wished = preset.sequence if preset else None
            script_sig, witness = (preset.script_sig, list(preset.witness)) if preset else (b"", [])
            inputs.append(TxIn(coin.outpoint, script_sig, sequence if wished is None else wished, witness))
        tx = Tx(control.version, inputs, outputs, 0)
        fixed = any(preset.sequence is not None for preset in control.preset.values())
        if control.locktime is not None:
            tx.locktime = control.locktime
        elif not fixed:
            discourage_fee_sniping(self.wallet, tx, self.random)
        return tx, position

    def _in_order(self, tx: Tx, choice: Choice) -> list[Coin]:
        by_outpoint = {coin.outpoint: coin for coin in choice.coins}
        return [by_outpoint[source.prevout] for source in tx.inputs]

    def _settle_fee(self, tx: Tx, position: int | None, choice: Choice, bump: int) -> int:
        """Brings outputs and fee into line with the signed size; returns the fee."""
        sizes = [self._size(coin.outpoint, coin.output) for coin in self._in_order(tx, choice)]
        known = [size for size in sizes if size is not None]
        if len(known) < len(sizes):
            raise SpendError("Missing solving data for estimating transaction size")
        needed = fee_of(self.rate, -(-transaction_weight(tx, known) // 4)) + bump
        paid = choice.value - sum(output.value for output in tx.outputs)
        if position is not None and needed < paid:
            tx.outputs[position].value += paid - needed
            paid = needed
        payers = [n for n, one in enumerate(self.recipients) if one.subtract_fee]
        if payers:
            self._subtract(tx, position, payers, needed - paid)
            paid = needed
        if needed > paid:
            raise SpendError("Internal bug detected: Fee needed > fee paid")
        return paid

    def _subtract(self, tx: Tx, position: int | None, payers: list[int], amount: int) -> None:
        """Takes the fee from the recipients who agreed to pay it; the first pays the odd satoshi."""
        share, odd = _divide(amount, len(payers))
        for nth, n in enumerate(payers):
            output = tx.outputs[n + (position is not None and n >= position)]
            output.value -= share + (odd if nth == 0 else 0)
            if is_dust(output, self.wallet.options.dust_feerate):
                if output.value < 0:
                    raise SpendError("The transaction amount is too small to pay the fee")
                raise SpendError(
                    "The transaction amount is too small to send after the fee has been deducted"
                )

    def _signed(self, tx: Tx, choice: Choice) -> Tx:
        spent = {coin.outpoint: coin.output for coin in choice.coins}
        signed = self.wallet.sign(tx, spent)
        if not signed.complete:
            raise SpendError("Signing transaction failed")
        return signed.tx


def _divide(amount: int, parts: int) -> tuple[int, int]:
    """Quotient and rest, rounded towards zero as C++ does."""
    share = abs(amount) // parts * (1 if amount >= 0 else -1)
    return share, amount - share * parts


def discourage_fee_sniping(wallet: "Wallet", tx: Tx, random: Random | None = None) -> None:
    """Sets the locktime to the current height, so that mining it again in an older block is no use."""
    random = random or fresh_random()
    tip = wallet.around.chain.tip
    tx.locktime = 0
    if tip.time >= wallet.around.clock.now() - SNIPING_TIP_AGE_S:
        tx.locktime = tip.height
        if random.randrange(10) == 0:
            tx.locktime = max(0, tx.locktime - random.randrange(100))


def spent_outputs(wallet: "Wallet", tx: Tx) -> Mapping[OutPoint, TxOut]:
    """The outputs tx spends, as far as the wallet, the mempool or the chain have them."""
    found = {}
    for source in tx.inputs:
        output = wallet.ledger.outputs.get(source.prevout)
        if output is None and (coin := wallet.around.mempool.coin(source.prevout)) is not None:
            output = TxOut(coin.value, coin.script)
        if output is not None:
            found[source.prevout] = output
    return found
