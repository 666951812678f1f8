# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The words that are planted; none of them stands anywhere in the program."""

NAME = "砺峣甪直路桥建设集团"
PHONE = "15400088776"
PROBLEM = "计价表第九十七页翻过去就闪退"
PERSON = "虢姝婳"
DRAFT = "还没有存盘的一句悄悄话"
FILE = "附件里写着的钥匙编号"

WORDS = {
    "customer's name": NAME,
    "phone": PHONE,
    "problem": PROBLEM,
    "contact": PERSON,
    "unsaved text": DRAFT,
    "attachment": FILE,
}
