"""The nine departments of the sample company, and the database each of them runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Keeper:
    """A department and its database: `source` is the id in engagement.yaml and the name SQL scripts call it by."""

    id: str
    zh: str
    en: str
    owner: str
    source: str
    engine: str
    file: str

    @property
    def url(self) -> str:
        return f"{self.engine}:///{self.file}"


KEEPERS = (
    Keeper("membership", "会员运营部", "Membership", "林经理", "crm", "duckdb", "databases/huiyuan_crm.duckdb"),
    Keeper("ecommerce", "电商事业部", "E-commerce", "陈总监", "shop", "duckdb", "databases/dianshang_shop.duckdb"),
    Keeper("offline", "线下渠道部", "Offline channel", "", "retail", "sqlite", "databases/xianxia_retail.db"),
    Keeper(
        "supply_chain", "供应链中心", "Supply chain", "吴总监", "scm", "duckdb", "databases/gongyinglian_scm.duckdb"
    ),
    Keeper("finance", "财务部", "Finance", "赵总监", "fin", "duckdb", "databases/caiwu_fin.duckdb"),
    Keeper("marketing", "市场部", "Marketing", "何经理", "mkt", "sqlite", "databases/shichang_mkt.db"),
    Keeper("service", "客户服务部", "Customer service", "", "kefu", "sqlite", "databases/kefu.db"),
    Keeper("farms", "牧场与质量部", "Farms & quality", "马场长", "farm", "sqlite", "databases/muchang_farm.db"),
    Keeper("it", "信息中心", "IT", "孙主任", "dw", "duckdb", "databases/jituan_dw.duckdb"),
)
BY_SOURCE = {keeper.source: keeper for keeper in KEEPERS}
