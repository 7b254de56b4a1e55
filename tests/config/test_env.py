import pytest

from firstline.config import env

PROXIES = "FIRSTLINE_TRUSTED_PROXIES"


def test_networks_are_addresses_or_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PROXIES, "10.0.0.0/8, 192.0.2.1 2001:db8::/32")
    assert env.networks(PROXIES) == ["10.0.0.0/8", "192.0.2.1", "2001:db8::/32"]


def test_a_name_is_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PROXIES, "10.0.0.1 proxy.internal")
    with pytest.raises(env.BadSetting, match="no address or network"):
        env.networks(PROXIES)
