"""A department's people at work on a policy: edit, review three times, publish, revise, withdraw.

Each act is done only where it is still to do, so that a run that was cut short can be taken up again.
"""

from typing import Any, Final

from huiqi.api import Api
from huiqi.sample.accounts import staff_account
from huiqi.sample.policies import SampleWithdrawal

_POLICIES: Final = "/api/publisher/v1/policies"
# Each review by its own reviewer (三审三校).
_REVIEWS: Final = (("first", "review1"), ("second", "review2"), ("final", "review3"))

Policy = dict[str, Any]


class Department:
    """Acts as the people of one department."""

    def __init__(self, api: Api, code: str) -> None:
        self.code = code
        self._api = api

    async def find(self, document_number: str) -> Policy | None:
        """Return the department's policy with this document number."""
        lines = await self._api.pages(_POLICIES, account=self._staff("editor"), q=document_number, limit=100)
        found = next((line for line in lines if line["document_number"] == document_number), None)
        return await self.read(found["policy_id"]) if found else None

    async def read(self, policy_id: str) -> Policy:
        policy: Policy = await self._api.get(f"{_POLICIES}/{policy_id}", account=self._staff("editor"))
        return policy

    async def draft(self, content: dict[str, Any], disclosure: str, channels: list[str]) -> Policy:
        body = {"content": content, "disclosure": disclosure, "channels": channels}
        policy: Policy = await self._api.post(_POLICIES, body, account=self._staff("editor"))
        return policy

    async def import_document(self, name: str, data: bytes) -> Policy:
        """Upload a document; what could be read from it is the draft."""
        policy: Policy = await self._api.upload(
            f"{_POLICIES}/import", name, data, account=self._staff("editor")
        )
        return policy

    async def redraft(
        self, policy_id: str, content: dict[str, Any], disclosure: str, channels: list[str]
    ) -> Policy:
        """Replace the draft, or begin a revision with it where the policy is live."""
        body = {"content": content, "disclosure": disclosure, "channels": channels}
        policy: Policy = await self._api.put(
            f"{_POLICIES}/{policy_id}/draft", body, account=self._staff("editor")
        )
        return policy

    async def review(self, policy: Policy) -> Policy:
        """Take the draft through submission and the three reviews, from wherever it is."""
        while policy["draft"] is not None and policy["draft"]["state"] != "approved":
            if policy["draft"]["state"] == "in_review":
                given = {each["step"] for each in policy["draft"]["reviews"]}
                step, reviewer = next(each for each in _REVIEWS if each[0] not in given)
                review = {
                    "step": step,
                    "decision": "approve",
                    "proofread": True,
                    "remarks": "内容完整，同意。",
                }
                policy = await self._act(policy, "reviews", reviewer, review)
            else:
                policy = await self._act(policy, "submit", "editor")
        return policy

    async def bring_live(self, policy: Policy) -> Policy:
        """Review and publish the draft, from wherever it is; one without a draft stays as it is."""
        if policy["draft"] is None:
            return policy
        return await self._act(await self.review(policy), "publish", "publish")

    async def withdraw(self, policy: Policy, how: SampleWithdrawal, successor: Policy | None) -> Policy:
        """Withdraw the policy where that has not been done."""
        if policy["withdrawal"] is not None:
            return policy
        body: dict[str, Any] = {"kind": how.kind, "reason": how.reason}
        if successor is not None:
            content = successor["live"]["content"]
            body["successor"] = {
                "document_number": content["document_number"],
                "title": content["title"],
                "policy_id": successor["policy_id"],
            }
        return await self._act(policy, "withdraw", "publish", body)

    async def hand_in_progress(self, items: list[dict[str, Any]]) -> int:
        """Hand in steps of applications; return how many were refused."""
        answer = await self._api.post(
            "/api/publisher/v1/applications/progress", {"items": items}, account=self._staff("editor")
        )
        return int(answer["refused"])

    async def announce(self, policy: Policy, results: dict[str, Any]) -> None:
        """Announce results, unless some were announced before."""
        path = f"{_POLICIES}/{policy['policy_id']}/results"
        if not (await self._api.get(path, account=self._staff("publish")))["items"]:
            await self._api.post(path, results, account=self._staff("publish"))

    async def _act(self, policy: Policy, what: str, duty: str, body: dict[str, Any] | None = None) -> Policy:
        after: Policy = await self._api.post(
            f"{_POLICIES}/{policy['policy_id']}/{what}", body, account=self._staff(duty)
        )
        return after

    def _staff(self, duty: str) -> str:
        return staff_account(self.code, duty)
