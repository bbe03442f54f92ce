"""What happens in the fictional company before anybody writes it into a table: members, products, orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

CLOCK = datetime(2026, 11, 22, 9, 0, 0)
FIRST_ORDER = np.datetime64("2026-05-26T00:00:00", "s")
ORDER_DAYS = 179
ORDERS, OWN_ORDERS = 3000, 60  # own: orders only one copy of the wide table knows, for each of eight copies
CITIES = (
    ("huadong", "上海市", "上海"), ("huadong", "江苏省", "南京"), ("huadong", "江苏省", "苏州"),
    ("huadong", "浙江省", "杭州"), ("huadong", "山东省", "济南"), ("huabei", "北京市", "北京"),
    ("huabei", "天津市", "天津"), ("huabei", "河北省", "石家庄"), ("huabei", "内蒙古自治区", "呼和浩特"),
    ("huanan", "广东省", "广州"), ("huanan", "广东省", "深圳"), ("huanan", "福建省", "厦门"),
    ("xinan", "云南省", "昆明"), ("xinan", "云南省", "大理"), ("xinan", "四川省", "成都"),
    ("xinan", "贵州省", "贵阳"), ("xibei", "陕西省", "西安"), ("xibei", "甘肃省", "兰州"),
)  # fmt: skip
CHANNELS = ("tmall", "jd", "douyin", "pdd", "miniapp", "store", "distributor")
CHANNEL_SHARE = (0.27, 0.15, 0.13, 0.08, 0.14, 0.17, 0.06)
KINDS = (
    ("A01", "纯牛奶", 49.9), ("A02", "鲜牛奶", 15.8), ("A03", "高钙奶", 59.9), ("B01", "原味酸奶", 32.5),
    ("B02", "果粒酸奶", 38.9), ("C01", "奶酪棒", 29.9), ("C02", "马苏里拉奶酪", 45.0), ("D01", "全脂奶粉", 128.0),
    ("D02", "中老年奶粉", 99.0), ("E01", "黄油", 26.8),
)  # fmt: skip
STEMS = "甲乙丙丁戊己庚辛壬癸"
SPECS = ("200ml*12", "250ml*10", "950ml", "1L*6", "500g", "800g", "100g*8", "礼盒装")


@dataclass(frozen=True)
class World:
    """Frames of the company's life; `orders.holder` is empty, or the one source that knows the order."""

    seed: int
    members: pd.DataFrame
    products: pd.DataFrame
    stores: pd.DataFrame
    suppliers: pd.DataFrame
    farms: pd.DataFrame
    campaigns: pd.DataFrame
    warehouses: pd.DataFrame
    regions: pd.DataFrame
    contacts: pd.DataFrame
    orders: pd.DataFrame


def stream(seed: int, *names: str) -> np.random.Generator:
    """Random numbers that depend on the seed and the names only, whatever was drawn before."""
    digits = [ord(letter) for name in names for letter in (*name, "\n")]
    return np.random.default_rng([seed, *digits])


def imagine(seed: int, holders: tuple[str, ...]) -> World:
    """The whole life of the company; `holders` are the sources that get orders of their own."""
    regions = pd.DataFrame(CITIES, columns=["region", "province", "city"])
    regions.insert(0, "area_code", [f"{530000 + 100 * i}" for i in range(len(regions))])
    members = _members(stream(seed, "members"), regions)
    products = _products(stream(seed, "products"))
    stores = _stores(stream(seed, "stores"), regions)
    campaigns = _campaigns(stream(seed, "campaigns"))
    warehouses = _warehouses(regions)
    orders = _orders(stream(seed, "orders"), members, products, stores, campaigns, warehouses, holders)
    return World(
        seed=seed, members=members, products=products, stores=stores, campaigns=campaigns, warehouses=warehouses,
        suppliers=_suppliers(stream(seed, "suppliers"), regions), farms=_farms(stream(seed, "farms"), regions),
        regions=regions, contacts=_contacts(stream(seed, "contacts"), members), orders=orders,
    )  # fmt: skip


def _days(rng: np.random.Generator, first: str, last: str, n: int) -> np.ndarray:
    start, end = np.datetime64(first, "D"), np.datetime64(last, "D")
    return start + rng.integers(0, int((end - start).astype(int)) + 1, n).astype("timedelta64[D]")


def _members(rng: np.random.Generator, regions: pd.DataFrame, n: int = 1200) -> pd.DataFrame:
    place = regions.iloc[rng.integers(0, len(regions), n)].reset_index(drop=True)
    return pd.DataFrame(
        {
            "member_id": np.arange(100001, 100001 + n),
            "member_level": rng.choice(["普通", "银卡", "金卡", "黑卡"], n, p=[0.62, 0.24, 0.11, 0.03]),
            "gender": rng.choice(["F", "M", "U"], n, p=[0.58, 0.33, 0.09]),
            "birth_year": rng.integers(1952, 2007, n),
            "phone_masked": [f"000****{i:04d}" for i in rng.integers(0, 10000, n)],
            "reg_channel": rng.choice(CHANNELS, n, p=CHANNEL_SHARE),
            "reg_date": _days(rng, "2019-03-01", "2026-05-20", n).astype("datetime64[s]"),
            "region": place["region"],
            "province": place["province"],
            "city": place["city"],
        }
    )


def _contacts(rng: np.random.Generator, members: pd.DataFrame) -> pd.DataFrame:
    """How three in four members can be reached. Numbers have the right form and belong to nobody: prefixes that no
    operator has, a region that no county is, birth years before anybody alive."""
    who = np.sort(rng.permutation(len(members))[: 3 * len(members) // 4])
    n = len(who)
    body = [f"530000190{i % 10}{i % 12 + 1:02d}{i % 28 + 1:02d}{i % 1000:03d}" for i in rng.permutation(n)]
    serial = rng.permutation(10_000)[:n]
    road, number = rng.integers(1, 80, n), rng.integers(1, 400, n)
    agreed = _days(rng, "2021-11-01", "2026-05-20", n).astype("datetime64[s]") + rng.integers(0, 86400, n)
    return pd.DataFrame(
        {
            "member_id": members["member_id"].to_numpy()[who],
            "real_name": [
                f"虚{'甲乙丙丁戊己庚辛壬癸'[i // 100]}{'子丑寅卯辰巳午未申酉'[i // 10 % 10]}" for i in range(n)
            ],
            "mobile": [f"16{'013489'[i % 6]}0000{i:04d}" for i in serial],
            "id_card_no": [digits + _last_sign(digits) for digits in body],
            "email": [f"fictional{i:04d}@example.com" for i in serial],
            "address": [f"云南省虚构市第{a}路{b}号" for a, b in zip(road, number, strict=True)],
            "postcode": [f"{i:06d}" for i in rng.integers(0, 9999, n)],
            "consent_at": agreed,
            "consent_channel": rng.choice(["app", "miniapp", "store", "hotline"], n, p=[0.4, 0.35, 0.2, 0.05]),
            "verified": (rng.random(n) < 0.8).astype(int),
            "updated_at": agreed + rng.integers(0, 150 * 86400, n).astype("timedelta64[s]"),
        }
    )


def _last_sign(digits: str) -> str:
    """The check digit of an ID number, ISO 7064 MOD 11-2."""
    return "10X98765432"[sum(int(d) * 2 ** (17 - i) for i, d in enumerate(digits)) % 11]


def _products(rng: np.random.Generator) -> pd.DataFrame:
    rows = []
    for code, name, price in KINDS:
        for i, spec in enumerate(rng.permutation(SPECS)):
            listed = round(price * float(rng.uniform(0.8, 1.9)), 1)
            rows.append(
                (f"YL{code}{i:02d}", f"云岭{name} {spec}", code[0], code, spec, listed, round(listed * 0.62, 2))
            )
    frame = pd.DataFrame(
        rows, columns=["product_code", "product_name", "category", "category_code", "spec", "list_price", "std_cost"]
    )
    frame["shelf_days"] = rng.choice([7, 15, 21, 180, 365, 540], len(frame))
    frame["barcode"] = [f"690000{i:07d}" for i in rng.permutation(90000)[: len(frame)] + 1000]
    frame["listed_on"] = _days(rng, "2018-01-01", "2026-03-01", len(frame)).astype("datetime64[s]")
    frame["status"] = rng.choice(["在售", "停产"], len(frame), p=[0.88, 0.12])
    return frame


def _stores(rng: np.random.Generator, regions: pd.DataFrame, n: int = 180) -> pd.DataFrame:
    place = regions.iloc[rng.integers(0, len(regions), n)].reset_index(drop=True)
    return pd.DataFrame(
        {
            "store_code": [f"MD{i:04d}" for i in range(1, n + 1)],
            "store_name": [f"云岭鲜奶屋{city}{i:03d}店" for i, city in enumerate(place["city"], 1)],
            "region": place["region"],
            "province": place["province"],
            "city": place["city"],
            "store_type": rng.choice(["直营", "加盟", "商超专柜"], n, p=[0.3, 0.45, 0.25]),
            "area_sqm": rng.integers(18, 160, n),
            "opened_on": _days(rng, "2014-01-01", "2026-06-01", n).astype("datetime64[s]"),
            "status": rng.choice(["营业", "装修", "关闭"], n, p=[0.87, 0.04, 0.09]),
            "phone": [f"000-{i:08d}" for i in rng.integers(0, 10**8, n)],
        }
    )


def _suppliers(rng: np.random.Generator, regions: pd.DataFrame, n: int = 90) -> pd.DataFrame:
    goods = rng.choice(["包材", "果料", "菌种", "设备", "物流", "饲料"], n)
    return pd.DataFrame(
        {
            "supplier_code": [f"GYS{i:05d}" for i in rng.permutation(90000)[:n] + 10000],
            "supplier_name": [f"虚构{kind}供应商{i:03d}号" for i, kind in enumerate(goods, 1)],
            "supply_kind": goods,
            "province": regions["province"].to_numpy()[rng.integers(0, len(regions), n)],
            "grade": rng.choice(list("ABCD"), n, p=[0.25, 0.45, 0.22, 0.08]),
            "payment_days": rng.choice([15, 30, 45, 60, 90], n),
            "tax_rate": rng.choice([0.06, 0.09, 0.13], n),
            "signed_on": _days(rng, "2016-01-01", "2026-08-01", n).astype("datetime64[s]"),
            "bank_account_tail": [f"{i:04d}" for i in rng.integers(0, 10000, n)],
        }
    )


def _farms(rng: np.random.Generator, regions: pd.DataFrame, n: int = 32) -> pd.DataFrame:
    place = regions.iloc[rng.integers(0, len(regions), n)].reset_index(drop=True)
    return pd.DataFrame(
        {
            "farm_code": [f"MC{i:03d}" for i in range(1, n + 1)],
            "farm_name": [f"云岭{city}第{i}牧场" for i, city in enumerate(place["city"], 1)],
            "province": place["province"],
            "ownership": rng.choice(["自有", "合作", "托管"], n, p=[0.4, 0.45, 0.15]),
            "herd": rng.integers(300, 5200, n),
            "milking_parlours": rng.integers(1, 7, n),
            "built_on": _days(rng, "2009-01-01", "2024-12-01", n).astype("datetime64[s]"),
            "altitude_m": rng.integers(40, 2300, n),
        }
    )


def _campaigns(rng: np.random.Generator, n: int = 64) -> pd.DataFrame:
    start = _days(rng, "2025-10-01", "2026-11-01", n)
    theme = rng.choice(["品牌日", "会员日", "开学季", "618大促", "双11预热", "中秋礼盒", "早餐计划", "新品尝鲜"], n)
    return pd.DataFrame(
        {
            "campaign_code": [f"HD{2500 + i}" for i in range(n)],
            "campaign_name": [f"{name}第{i}期" for i, name in enumerate(theme, 1)],
            "channel_code": rng.choice(CHANNELS, n),
            "start_date": start.astype("datetime64[s]"),
            "end_date": (start + rng.integers(2, 22, n).astype("timedelta64[D]")).astype("datetime64[s]"),
            "budget": np.round(rng.uniform(20000, 900000, n), -2),
            "discount_rule": rng.choice(["满99减20", "第二件半价", "会员9折", "赠品", "满199减50"], n),
            "approved": rng.choice(["Y", "N"], n, p=[0.9, 0.1]),
        }
    )


def _warehouses(regions: pd.DataFrame) -> pd.DataFrame:
    chosen = regions.iloc[::2].reset_index(drop=True)
    return pd.DataFrame(
        {
            "warehouse_code": [f"CK{i:02d}" for i in range(1, len(chosen) + 1)],
            "warehouse_name": [f"{city}冷链仓" for city in chosen["city"]],
            "region": chosen["region"],
        }
    )


def _only(when: Any, values: Any) -> Any:
    """Values where the condition holds, nothing elsewhere."""
    return pd.Series(values, dtype="object").where(when, None)


def _orders(
    rng: np.random.Generator,
    members: pd.DataFrame,
    products: pd.DataFrame,
    stores: pd.DataFrame,
    campaigns: pd.DataFrame,
    warehouses: pd.DataFrame,
    holders: tuple[str, ...],
) -> pd.DataFrame:
    n = ORDERS + OWN_ORDERS * len(holders)
    # popular members and products are bought more often, as everywhere
    who = members.iloc[(len(members) * rng.random(n) ** 1.7).astype(int)].reset_index(drop=True)
    what = products.iloc[(len(products) * rng.random(n) ** 1.4).astype(int)].reset_index(drop=True)
    created = FIRST_ORDER + rng.integers(0, ORDER_DAYS * 86400, n).astype("timedelta64[s]")
    qty = rng.integers(1, 7, n)
    price = what["list_price"].to_numpy() * rng.choice([1.0, 0.95, 0.88], n)
    goods = np.round(price * qty, 2)
    discount = np.round(goods * rng.choice([0, 0, 0.05, 0.1, 0.2], n), 2)
    coupon = rng.choice([0, 0, 0, 5, 10, 20], n).astype(float)
    freight = rng.choice([0, 0, 6, 8], n).astype(float)
    paid = np.maximum(0.01, np.round(goods - discount - coupon + freight, 2))
    status = rng.choice(["signed", "paid", "shipped", "refunded", "cancelled"], n, p=[0.66, 0.07, 0.1, 0.09, 0.08])
    done = status != "cancelled"
    sent = np.isin(status, ["signed", "shipped", "refunded"])
    back = status == "refunded"
    channel = rng.choice(CHANNELS, n, p=CHANNEL_SHARE)
    paid_time = created + rng.integers(5, 5400, n).astype("timedelta64[s]")
    shipped = paid_time + rng.integers(3600, 170000, n).astype("timedelta64[s]")
    signed = shipped + rng.integers(40000, 300000, n).astype("timedelta64[s]")
    refund_time = signed + rng.integers(3600, 600000, n).astype("timedelta64[s]")
    serial = rng.permutation(900000)[:n]
    order = pd.DataFrame({"order_id": 26_000_000_000 + serial.astype("int64") * 13 + 7})
    order["order_no"] = [f"YL{i:09d}" for i in (serial.astype("int64") * 977 + 31) % 10**9]
    for column in ("member_id", "member_level", "gender", "birth_year", "phone_masked", "reg_channel", "reg_date",
                   "province", "city"):  # fmt: skip
        order[column] = who[column]
    order["channel_code"] = channel
    order["store_code"] = _only(channel == "store", stores["store_code"].to_numpy()[rng.integers(0, len(stores), n)])
    order["order_type"] = rng.choice(["normal", "presale", "subscription", "gift"], n, p=[0.74, 0.08, 0.14, 0.04])
    order["order_status"] = status
    for column in ("product_code", "product_name", "category_code", "spec"):
        order[column] = what[column]
    order["qty"], order["unit_price"], order["goods_amount"] = qty, np.round(price, 2), goods
    order["discount_amount"], order["coupon_amount"], order["freight_amount"] = discount, coupon, freight
    order["paid_amount"] = np.where(done, paid, 0.0)
    order["refund_amount"] = np.where(back, paid, 0.0)
    order["std_cost"] = np.round(what["std_cost"].to_numpy() * qty, 2)
    order["points_used"] = rng.choice([0, 0, 0, 100, 200, 500], n)
    order["points_earned"] = np.where(done, paid, 0).astype(int)
    order["pay_method"] = rng.choice(["wechat", "alipay", "unionpay", "balance"], n, p=[0.5, 0.33, 0.1, 0.07])
    order["created_time"] = created
    for column, moments, when in (("paid_time", paid_time, done), ("shipped_time", shipped, sent),
                                  ("signed_time", signed, np.isin(status, ["signed", "refunded"])),
                                  ("refund_time", refund_time, back)):  # fmt: skip
        order[column] = np.where(when, moments, np.datetime64("NaT"))
    chosen = campaigns["campaign_code"].to_numpy()[rng.integers(0, len(campaigns), n)]
    order["campaign_code"] = _only(rng.random(n) < 0.4, chosen)
    order["warehouse_code"] = warehouses["warehouse_code"].to_numpy()[rng.integers(0, len(warehouses), n)]
    order["logistics_no"] = _only(sent, [f"SF{i:012d}" for i in rng.permutation(10**5)[:n] * 7919 + 10**9])
    first = order.sort_values("created_time", kind="stable").drop_duplicates("member_id").index
    order["is_first_order"] = np.isin(order.index, first).astype(int)
    order["invoice_type"] = rng.choice(["none", "personal", "company"], n, p=[0.8, 0.14, 0.06])
    order["etl_time"] = np.datetime64("2026-11-21T02:10:00", "s") + rng.integers(0, 900, n).astype("timedelta64[s]")
    order["holder"] = [""] * ORDERS + [holder for holder in holders for _ in range(OWN_ORDERS)]
    return order
