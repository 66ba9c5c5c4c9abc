/** Client networks: the addresses that count as one sender. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { isPrivate, isPublicAddress, networkOf, networksOf, plainAddress } from "../../src/identity/client-network.ts";

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["::FFFF:203.0.113.7", "203.0.113.7"],
  ["::ffff:cb00:7107", "203.0.113.7"],
  ["0:0:0:0:0:ffff:203.0.113.7", "203.0.113.7"],
  ["203.0.113.7:443", "203.0.113.7"],
  ["[2001:db8:1:2::1]:443", "2001:db8:1:2::/64"],
  ["[2001:db8:1:2::1]", "2001:db8:1:2::/64"],
  ["[::ffff:203.0.113.7]:443", "203.0.113.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0db8:0001:0002::1", "2001:db8:1:2::/64"],
  ["2001:DB8:1:2::ffff", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["64:ff9b::203.0.113.7", "64:ff9b:0:0::/64"],
])("%s belongs to the network %s", (address, place) => {
  expect(networkOf(address)).toBe(place);
});

test.each([
  ["203.0.113.7", ["sender 203.0.113.7", "site 203.0.113.0/24"]],
  ["[::ffff:203.0.113.7]:443", ["sender 203.0.113.7", "site 203.0.113.0/24"]],
  ["2001:db8:1:abcd::1", ["sender 2001:db8:1:abcd::/64", "home 2001:db8:1:ab00::/56", "site 2001:db8:1::/48"]],
  ["2001:db8:1:12::1", ["sender 2001:db8:1:12::/64", "home 2001:db8:1:0::/56", "site 2001:db8:1::/48"]],
  ["unknown", []],
])("%s is in the networks %j", (address, networks) => {
  expect(networksOf(address).map(({ width, network }) => `${width} ${network}`)).toEqual(networks);
});

test.each([
  "",
  "unknown",
  "203.0.113.7:",
  "203.0.113",
  "0x7f.1",
  "2130706433",
  "1.2.3.4.5",
  "256.1.1.1",
  "2001:db8",
  "x".repeat(10_000),
])("%j is not an address", (text) => {
  expect([plainAddress(text), networkOf(text)]).toEqual([undefined, undefined]);
});

test("two addresses of one 64-bit network count as one sender, and of two networks as two", () => {
  const half = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 4, maxLength: 4 });
  const text = (groups: number[]) => groups.map((group) => group.toString(16)).join(":");
  fc.assert(
    fc.property(half, half, half, half, (network, other, host, guest) => {
      const isMapped = [network, other].some((groups) => groups.every((group) => group === 0));
      fc.pre(!isMapped);
      expect(networkOf(text([...network, ...host]))).toBe(networkOf(text([...network, ...guest])));
      const isSame = text(network) === text(other);
      expect(networkOf(text([...network, ...host])) === networkOf(text([...other, ...host]))).toBe(isSame);
    }),
  );
});

test.each([
  ["127.0.0.1", true],
  ["10.1.2.3", true],
  ["172.16.0.1", true],
  ["172.31.255.255", true],
  ["192.168.1.1", true],
  ["169.254.169.254", true],
  ["::1", true],
  ["fd00::1", true],
  ["fe80::1", true],
  ["100.64.0.1", true],
  ["100.127.255.255", true],
  ["::ffff:10.0.0.1", true],
  ["::ffff:a00:1", true],
  ["100.128.0.1", false],
  ["unknown", false],
  ["172.32.0.1", false],
  ["11.0.0.1", false],
  ["203.0.113.7", false],
  ["2001:db8::1", false],
])("whether %s is inside: %s", (address, expected) => {
  expect(isPrivate(address)).toBe(expected);
});

test.each([
  ["[2606:4700::1111]", true],
  ["1.1.1.1", true],
  ["shop.example", true],
  ["[::127.0.0.1]", false],
  ["[::10.0.0.1]", false],
  ["[::1.1.1.1]", false],
  ["[::ffff:127.0.0.1]", false],
  ["[::ffff:0:127.0.0.1]", false],
  ["[64:ff9b::127.0.0.1]", false],
  ["[64:ff9b:1::10.0.0.1]", false],
  ["[2002:7f00:1::1]", false],
  ["[2001:0:4136:e378:8000:63bf:80ff:fffe]", false],
  ["[fec0::1]", false],
  ["127.1", false],
  ["0x7f.1", false],
  ["2130706433", false],
])("an address of the public Internet, and none with another inside it: %s, %s", (host, expected) => {
  expect(isPublicAddress(`https://${host}/`)).toBe(expected);
});
