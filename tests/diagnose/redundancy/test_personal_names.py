"""What a column's name says of personal data: enough in two languages and their abbreviations, and no more."""

from __future__ import annotations

import pytest

from assess.diagnose.redundancy.personal_names import named

NAMED = {
    "mobile": "mobile custMobile mobile_no phone phonenumber user_phone phone1 cellPhoneNumber telephone "
    "khsjh sjh sjhm lxdh 手机号 客户手机号码 联系电话 shoujihao",
    "email": "email user_email E_MAIL emailAddress 邮箱 电子邮箱 dzyx",
    "resident_id": "id_card idCardNo sfzh sfzhm 身份证号 证件号码 national_id ssn",
    "passport": "passport_no 护照号 driver_license",
    "bank_card": "bank_card_no bankcard creditCardNo yhkh 银行卡号 iban",
    "wechat": "openid wx_openid unionId 微信号",
    "person_name": "real_name customerName 姓名 客户姓名 收货人 khxm contact_name consignee",
    "address": "address home_address receiverAddress 家庭住址 shdz jtzz",
    "birth_date": "birthday birth_date dateOfBirth 出生日期 csrq",
    "plate": "plate_no 车牌号 cphm",
    "device": "ip_address login_ip imei deviceId IP地址",
    "health": "medical_record_no diagnosis 病历号 血型",
    "salary": "salary base_salary 基本工资 实发工资",
    "gender": "gender sex 性别",
    "ethnicity": "ethnicity 民族",
    "religion": "religion 宗教信仰",
}
NOT_PERSONAL = (
    "product_name file_name user_agent order_no phone_type email_code email_verified has_phone is_mobile birth_year "
    "address_id web_address 图片地址 下载地址 头像地址 trace embrace microphone user_id description 商品名称 "
    "supplier_name credit_code 统一社会信用代码 bank_account_tail sku_id page url amount status create_by created_at "
    "city province store_name 门店名称 table_name country nation_flag_url phone_model mail_count 诊断码表"
)


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in NAMED.items() for name in names.split()])
def test_a_name_says_what_it_holds(kind: str, name: str) -> None:
    assert named(name).names[:1] == (kind,)


@pytest.mark.parametrize("name", NOT_PERSONAL.split())
def test_a_name_that_only_sounds_like_it_says_nothing(name: str) -> None:
    assert named(name).names == ()


@pytest.mark.parametrize(
    ("name", "comment", "state"),
    [("phone_masked", "", "masked"), ("f3", "手机号（脱敏）", "masked"), ("md5_phone", "", "pseudonymised"),
     ("idCardEnc", "", "pseudonymised"), ("sjh", "手机号密文", "pseudonymised"), ("sjh", "手机号", "plain")],
)  # fmt: skip
def test_a_name_tells_masked_and_hashed_from_plain(name: str, comment: str, state: str) -> None:
    found = named(name, comment)
    assert found.names
    assert found.state == state


@pytest.mark.parametrize("name", ["dh", "xm", "dz", "lxfs", "account", "会员卡号"])
def test_a_short_name_is_a_hint_that_wants_values(name: str) -> None:
    assert named(name).names == ()
    assert named(name).hints


def test_a_comment_names_what_a_name_does_not() -> None:
    assert named("f_17", "客户的身份证号码: 18位").names == ("resident_id",)
    assert named("c4", "Customer's mobile number").names == ("mobile",)
    assert named("c4", "whether the customer wants to be called on the mobile phone or be sent a letter").names == ()
