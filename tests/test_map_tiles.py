"""Where map tiles come from: the site names their host in its policy, and nothing else."""

import pytest

from config.env import origin_of


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("", []),
        ("https://t{s}.tianditu.gov.cn/{z}/{x}/{y}?k=1", ["https://t*.tianditu.gov.cn"]),
        ("https://tiles.example.org/{z}/{x}/{y}.png", ["https://tiles.example.org"]),
    ],
)
def test_the_policy_names_the_host_of_the_tiles(address, allowed):
    assert origin_of(address) == allowed
