import pytest
pytestmark = pytest.mark.django_db
from umbel.web.viewing import COOKIE, SALT
def seat(client, s):
    r = client.post("/view-as/", {"seat": s, "next": "/"}); assert r.status_code == 302, r.content[-800:]
@pytest.mark.parametrize("who", ["public","apex","joint:J01"])
def test_all(client, small_federation, who):
    seat(client, who)
    n=small_federation.good.pk
    for u in ["/","/about/","/view-as/","/register/","/register/?q=good","/federation/","/federation/?colour=overdue","/committees/J01/","/committees/J01/placements/",f"/organizations/{n}/","/cycles/","/packs/","/packs/beijing-2016/1.0.0/","/packs/annual-return/1.0.0/","/ledger/"]+([f"/organizations/{n}/obligations/",f"/organizations/{n}/activities/",f"/organizations/{n}/grade/"] if who!="public" else []):
        r=client.get(u); assert r.status_code==200, u
    assert client.get("/nowhere/").status_code==404
