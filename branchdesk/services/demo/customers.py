# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The customer files of one branch with contacts and registered products."""

from datetime import date, datetime, time, timedelta
from itertools import accumulate
from uuid import UUID

import msgspec

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.kinds.customer import Contact, Customer, CustomerProduct
from branchdesk.services.demo.chance import Chance
from branchdesk.services.demo.identities import Numbers
from branchdesk.services.demo.recipe import Pattern, ProductFacts, Recipe

ONE_DAY = timedelta(days=1)
YEARS_BACK = 3
"""Customer files were opened up to so many years before the first period."""


class Unit(msgspec.Struct):
    """A customer with what belongs to it; the first contact is the key contact."""

    customer: Customer
    contacts: list[Contact]
    products: list[CustomerProduct]

    def registered(self, product_name: str) -> CustomerProduct | None:
        """Return the registration of a product, if there is one."""
        return next((p for p in self.products if p.product == product_name), None)


class Clientele:
    """All units of a branch; some are served far more often than others (Zipf)."""

    def __init__(self, units: list[Unit], exponent: float, chance: Chance) -> None:
        """Rank the units by chance."""
        self.units = units
        self._chance = chance
        ranked = list(units)
        chance.random.shuffle(ranked)
        self._ranked = ranked
        weights = ((rank + 1) ** -exponent for rank in range(len(ranked)))
        self._cumulative = list(accumulate(weights))

    def draw(self, moment: datetime) -> Unit:
        """Return a unit that is a customer at the moment; often served ones come more often."""
        day = moment.astimezone(BRANCH_ZONE).date()
        while True:
            unit = self._chance.random.choices(self._ranked, cum_weights=self._cumulative)[0]
            customer = unit.customer
            if customer.created_at < moment and (
                customer.lost_at is None or day < customer.lost_at
            ):
                return unit


class Registry:
    """Opens the customer files of one branch."""

    def __init__(
        self,
        recipe: Recipe,
        chance: Chance,
        numbers: Numbers,
        taken_names: set[str],
        clerk: UUID,
        branch_code: str,
        provinces: list[str],
    ) -> None:
        """``taken_names`` is shared by all branches, so that no two units have one name."""
        self._recipe = recipe
        self._tables = recipe.customers
        self._chance = chance
        self._numbers = numbers
        self._taken = taken_names
        self._clerk = clerk
        self._branch_code = branch_code
        self._regions = [
            (province, city, district)
            for province in provinces
            for city, districts in self._tables.regions[province].items()
            for district in districts
        ]

    def open_files(self, count: int, first_day: date, last_day: date) -> list[Unit]:
        """Return so many units: the new ones opened between the days, the others before."""
        tables, chance = self._tables, self._chance
        patterns = {p.type: p for p in tables.patterns}
        types = chance.deck({p.type: p.share for p in tables.patterns}, count)
        classes = chance.deck(tables.value_class, count)
        stages = chance.deck(tables.lifecycle_stage, count)
        levels = chance.deck(tables.confidentiality, count)
        sizes = chance.deck(tables.contacts_per_customer, count)
        percent = tables.lost_percent.get(self._branch_code, tables.lost_percent["default"])
        lost = chance.deck({"lost": percent, "": 100 - percent}, count)
        units = []
        for i in range(count):
            opened = self._opened(stages[i] == "new", first_day, last_day)
            region = self._regions[i % len(self._regions)]
            facts: dict[str, object] = {
                "value_class": classes[i],
                "lifecycle_stage": stages[i],
                "confidentiality": levels[i],
            }
            if lost[i] and stages[i] != "new":
                facts |= {
                    "state": "lost",
                    "lost_at": _some_day(chance, first_day, last_day),
                    "lost_reason": chance.one(tables.lost_reasons),
                    "lifecycle_stage": "declining",
                }
            units.append(self._open(patterns[types[i]], opened, region, int(sizes[i]), facts))
        self._add_duplicates(units)
        return units

    def _opened(self, new: bool, first_day: date, last_day: date) -> datetime:
        if new and last_day > first_day:
            day = _some_day(self._chance, first_day, last_day)
        else:
            day = _some_day(
                self._chance, first_day - 365 * YEARS_BACK * ONE_DAY, first_day - 2 * ONE_DAY
            )
        moment = time(self._chance.between(9, 16), self._chance.between(0, 59))
        return datetime.combine(day, moment, BRANCH_ZONE)

    def _open(
        self,
        pattern: Pattern,
        opened: datetime,
        region: tuple[str, str, str],
        contacts: int,
        facts: dict[str, object],
    ) -> Unit:
        tables, chance = self._tables, self._chance
        words = self._words()
        name = self._name(pattern, words)
        private = pattern.customer_type == "individual"
        uuid = chance.new_id(opened)
        template = tables.high_tech_address if chance.happens(4) else tables.address
        province, city, district = region
        customer = Customer(
            uuid=uuid,
            created_at=opened,
            created_by=self._clerk,
            number="",
            branch_code=self._branch_code,
            name=name,
            aliases="" if private else self._alias(name, words),
            customer_type=pattern.customer_type,
            credit_code="" if private else self._numbers.credit_code(),
            phone=self._numbers.landline() if not private and chance.happens(70) else "",
            email="" if private else f"office@{self._domain(name, words)}",
            province=province,
            city=city,
            district=district,
            address=template.format(
                region=province + city + district,
                street=chance.one(tables.names).removesuffix("路"),
                house=chance.between(1, 299),
                floor=chance.between(1, 12),
                office=chance.one(tables.offices),
            ),
            last_verified_at=opened.date(),
            **facts,  # type: ignore[arg-type]
        )
        people = [
            self._contact(customer, words, key=i == 0, name=name if private and i == 0 else "")
            for i in range(1 if private else contacts)
        ]
        return Unit(customer, people, self._products(customer))

    def _words(self) -> dict[str, str]:
        tables, chance = self._tables, self._chance
        return {
            "place": chance.one(tables.places),
            "name": chance.one(tables.names),
            "expressway": chance.one(tables.expressways),
            "lot": str(chance.between(1, 9)),
            "small_lot": str(chance.between(1, 4)),
            "surname": chance.pick(self._recipe.people.surnames),
            "given": chance.one(self._recipe.people.given),
        }

    def _name(self, pattern: Pattern, words: dict[str, str]) -> str:
        """Return a name nobody has yet; ``words`` ends up with the words it is made of."""
        bridge = self._tables.bridge
        name = ""
        for attempt in range(60):
            if attempt:
                words |= self._words()
            form = self._chance.one(pattern.forms)
            if words["name"].endswith(bridge.after):
                form = form.replace("{name}" + bridge.source, "{name}" + bridge.target)
            name = form.format(**words)
            if name not in self._taken:
                break
        number = 2
        plain = name
        while name in self._taken:
            name = self._tables.crowded.format(name=plain, number=number)
            number += 1
        self._taken.add(name)
        return name

    def _alias(self, name: str, words: dict[str, str]) -> str:
        """Return a short name made of the same words as the name, or nothing."""
        for form in self._tables.aliases:
            alias = form.format(**words)
            if alias in name or (words["place"] in name and "{place}" in form):
                return alias
        return words["name"] if words["name"] in name else ""

    def _domain(self, name: str, words: dict[str, str]) -> str:
        own = words["name"] in name or words["place"] not in name
        tables = self._tables
        word = tables.name_pinyin[words["name"]] if own else tables.place_pinyin[words["place"]]
        return f"{word}.example"

    def _contact(
        self, customer: Customer, words: dict[str, str], *, key: bool, name: str
    ) -> Contact:
        people, chance, tables = self._recipe.people, self._chance, self._tables
        surname = words["surname"] if name else chance.pick(people.surnames)
        position = chance.pick(people.roles)
        unnamed = not name and chance.happens(tables.without_full_name_percent)
        local = f"{people.surname_pinyin[surname]}{chance.between(10, 99)}"
        landline = self._numbers.landline() if chance.happens(25) else ""
        extended = landline and chance.happens(tables.landline_extension_percent)
        return Contact(
            uuid=chance.new_id(customer.created_at),
            created_at=customer.created_at,
            created_by=self._clerk,
            customer=customer.uuid,
            name="" if unnamed else name or surname + chance.one(people.given),
            salutation=people.salutation[position].format(surname=surname),
            position=position,
            mobile=self._numbers.mobile(),
            landline=landline,
            extension=str(chance.between(8001, 8099)) if extended else "",
            email=f"{local}@{self._domain(customer.name, words)}" if chance.happens(35) else "",
            is_key=key,
        )

    def _products(self, customer: Customer) -> list[CustomerProduct]:
        organisation, chance = self._recipe.organisation, self._chance
        shares = {p.code: p.share for p in organisation.products}
        codes = {chance.pick(shares) for _ in range(chance.between(1, 3))}
        return [
            self._register(customer, product)
            for product in organisation.products
            if product.code in codes
        ]

    def _register(self, customer: Customer, product: ProductFacts) -> CustomerProduct:
        chance = self._chance
        running = self._numbers.product()
        bought = customer.created_at.date() - chance.between(0, 400) * ONE_DAY
        patterns = self._recipe.organisation
        return CustomerProduct(
            uuid=chance.new_id(customer.created_at),
            created_at=customer.created_at,
            created_by=self._clerk,
            customer=customer.uuid,
            product=product.name,
            version=chance.pick(product.versions),
            serial=patterns.serial_pattern.format(code=product.code, number=running),
            dongle=patterns.dongle_pattern.format(number=running),
            order_number=patterns.order_pattern.format(year=bought.year, number=running),
            purchased_at=bought,
            warranty_until=bought + chance.between(1, 3) * 365 * ONE_DAY,
        )

    def _add_duplicates(self, units: list[Unit]) -> None:
        """Enter a few units a second time under a slightly different name, as happens."""
        tables, chance = self._tables, self._chance
        wanted = max(1, round(len(units) * tables.duplicates_per_thousand / 1000))
        originals = [u for u in units if u.customer.customer_type != "individual"]
        for original in chance.sample(originals, wanted):
            name = original.customer.name
            for source, target in tables.duplicate_changes:
                if source in name:
                    name = name.replace(source, target)
                    break
            else:
                name = tables.duplicate_otherwise.format(name=name)
            opened = original.customer.created_at + ONE_DAY
            copy = msgspec.structs.replace(
                original.customer,
                uuid=chance.new_id(opened),
                created_at=opened,
                name=name,
                credit_code="",
                aliases="",
            )
            contact = msgspec.structs.replace(
                original.contacts[0],
                uuid=chance.new_id(opened),
                created_at=opened,
                customer=copy.uuid,
            )
            units.append(Unit(copy, [contact], []))


def _some_day(chance: Chance, first: date, last: date) -> date:
    return first + chance.between(0, (last - first).days) * ONE_DAY
