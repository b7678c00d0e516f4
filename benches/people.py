"""Who works on the site in the bench: the public, secretaries, officers of committees and of the apex (locust)."""

import os
import random
import re

from locust import HttpUser, between, task

ORGANIZATIONS = int(os.environ.get("UMBEL_BENCH_ORGANIZATIONS", "100000"))
COMMITTEES = ORGANIZATIONS // 50
THINKS = [float(seconds) for seconds in os.environ.get("UMBEL_BENCH_THINKS", "5 20").split()]
"""Seconds that a person looks at a page: at least, at most."""
WORDS = ["Choir", "Museum", "Amber Street", "MU-0000123", "协会77", "Harbour Street Orchestra"]


class Person(HttpUser):
    """Reads a page, thinks, reads the next."""

    abstract = True
    wait_time = between(*THINKS)
    seat = ""

    def on_start(self) -> None:
        if self.seat:
            self.sign_in(self.seat)

    def sign_in(self, seat: str) -> None:
        page = self.client.get("/view-as/", name="(sign in)")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token
        self.client.post(
            "/view-as/",
            {"seat": seat, "csrfmiddlewaretoken": token[1], "next": "/about/"},
            headers={"Referer": self.host or ""},
            name="(sign in)",
        )

    def read(self, path: str, name: str = "") -> str:
        with self.client.get(path, name=name or path, catch_response=True) as answer:
            if answer.status_code != 200:
                answer.failure(f"{answer.status_code}")
            return answer.text


class Public(Person):
    weight = 20

    @task(5)
    def search(self) -> None:
        self.read(f"/register/?q={random.choice(WORDS)}", "/register/?q=…")

    @task(2)
    def pages(self) -> None:
        self.read(f"/register/?page={random.randint(1, 200)}", "/register/?page=…")

    @task(5)
    def entry(self) -> None:
        self.read(f"/organizations/{random.randint(1, ORGANIZATIONS)}/", "/organizations/…/")

    @task(3)
    def committee(self) -> None:
        self.read(f"/committees/JC-{random.randint(1, COMMITTEES):04}/", "/committees/…/")

    @task(1)
    def front(self) -> None:
        self.read("/")

    @task(1)
    def federation(self) -> None:
        self.read("/federation/")

    @task(1)
    def supervisors(self) -> None:
        self.read("/supervisors/")

    @task(1)
    def ledger(self) -> None:
        self.read("/ledger/")


class Secretary(Person):
    weight = 18

    def on_start(self) -> None:
        self.own = random.randint(1, ORGANIZATIONS)
        self.sign_in(f"organization-approver:{self.own}")

    @task(3)
    def desk(self) -> None:
        self.read("/desk/", "/desk/ (organization)")

    @task(2)
    def obligations(self) -> None:
        self.read(f"/organizations/{self.own}/obligations/", "/organizations/…/obligations/")

    @task(3)
    def activities(self) -> None:
        self.read(f"/organizations/{self.own}/activities/", "/organizations/…/activities/")

    @task(3)
    def report(self) -> None:
        self.read(f"/organizations/{self.own}/report/", "/organizations/…/report/")


class Officer(Person):
    weight = 10

    def on_start(self) -> None:
        self.code = f"JC-{random.randint(1, COMMITTEES):04}"
        self.sign_in(f"joint-officer:{self.code}")

    @task(3)
    def desk(self) -> None:
        self.read("/desk/", "/desk/ (joint committee)")

    @task(3)
    def reports(self) -> None:
        page = self.read("/desk/reports/")
        found = re.findall(r'href="(/activities/\d+/[^"]*)"', page)
        if found:
            self.read(random.choice(found).replace("&amp;", "&"), "/activities/…/")

    @task(1)
    def calling(self) -> None:
        self.read("/desk/calls/")

    @task(1)
    def committee(self) -> None:
        self.read(f"/committees/{self.code}/", "/committees/…/ (its officer)")


class Apex(Person):
    weight = 2
    seat = "apex-decider"

    @task(2)
    def desk(self) -> None:
        self.read("/desk/", "/desk/ (apex)")

    @task(1)
    def glance(self) -> None:
        self.read("/glance/")

    @task(1)
    def extend(self) -> None:
        self.read("/extensions/")
