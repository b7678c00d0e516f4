"""The tiers, and the sentences of the acts of this piece."""

from enum import StrEnum


class TierCode(StrEnum):
    """The three tiers; the pack names them for the screen."""

    APEX = "apex"
    JOINT = "joint"
    ORGANIZATION = "organization"


ACT_SENTENCES = {
    "structure:found": {
        "en": "Founded the federation {subject}.",
        "zh-hans": "设立了联合会“{subject}”。",
    },
    "structure:adopt-classification": {
        "en": "Adopted the classification {subject}.",
        "zh-hans": "采用了分类“{subject}”。",
    },
    "structure:establish": {
        "en": "Established {subject}.",
        "zh-hans": "设立了“{subject}”。",
    },
    "structure:establish-committees": {
        "en": "Established the joint committees of {subject} and placed its organizations under them.",
        "zh-hans": "设立了“{subject}”的各联合委员会，并将各组织归入其下。",
    },
    "structure:place": {
        "en": "Placed {subject} under its joint committee.",
        "zh-hans": "将“{subject}”归入其联合委员会。",
    },
    "structure:enter-organizations": {
        "en": "Entered organizations of {subject} in the register.",
        "zh-hans": "将“{subject}”的组织载入登记册。",
    },
    "structure:put-in-force": {
        "en": "Put the rules {subject} in force from {from}.",
        "zh-hans": "规则“{subject}”自{from}起施行。",
    },
    "structure:enter-districts": {
        "en": "Entered the districts of {subject}.",
        "zh-hans": "载入了“{subject}”的地区。",
    },
    "structure:enter-committees": {
        "en": "Entered the committees and placements of {subject}.",
        "zh-hans": "载入了“{subject}”的委员会与归属。",
    },
    "structure:enter-organization": {
        "en": "Entered {subject} in the register under the number {number}.",
        "zh-hans": "将“{subject}”以编号{number}载入登记册。",
    },
    "structure:change-particulars": {
        "en": "Changed the entry of {subject}.",
        "zh-hans": "变更了“{subject}”的登记事项。",
    },
    "structure:change-office-holders": {
        "en": "Changed the office-holders of {subject}.",
        "zh-hans": "变更了“{subject}”的负责人。",
    },
    "structure:end": {
        "en": "Took {subject} off the register.",
        "zh-hans": "将“{subject}”从登记册注销。",
    },
    "structure:give-role": {
        "en": "Gave {subject} the role {role} {place}.",
        "zh-hans": "授予{subject}角色：{role} {place}。",
    },
    "structure:end-role": {
        "en": "Ended the role {role} {place} of {subject}.",
        "zh-hans": "终止了{subject}的角色：{role} {place}。",
    },
    "structure:invite": {
        "en": "Invited someone to a role: {subject}.",
        "zh-hans": "邀请他人担任角色：{subject}。",
    },
    "structure:make-key": {
        "en": "Made a key for a program: {subject}.",
        "zh-hans": "为程序生成了密钥：{subject}。",
    },
    "structure:withdraw-key": {
        "en": "Withdrew the key of a program: {subject}.",
        "zh-hans": "撤销了程序的密钥：{subject}。",
    },
    "structure:withdraw-invitation": {
        "en": "Withdrew an invitation to a role: {subject}.",
        "zh-hans": "撤回了担任角色的邀请：{subject}。",
    },
}
