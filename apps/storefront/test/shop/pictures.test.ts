/** Candidates of a picture: each address once, with the pixels that it has. */
import { expect, test } from "vitest";
import { candidatesOf } from "../../shop/elements/picture.tsx";

/** A picture as the graph gives it: addresses are rounded up, and to no more than the original has. */
function pictureOf(file: string, width: number | null, steps: Readonly<Record<number, number>> = {}) {
  const address = (size: number) => `/media/${file}/${steps[size] ?? size}.webp`;
  return {
    ...{ url: `/media/${file}`, width },
    ...{ url320: address(320), url640: address(640), url960: address(960) },
    ...{ url1280: address(1280), url1920: address(1920) },
  };
}

test("a large photograph has five candidates", () => {
  expect(candidatesOf(pictureOf("a.jpg", 4000))).toBe(
    [320, 640, 960, 1280, 1920].map((size) => `/media/a.jpg/${size}.webp ${size}w`).join(", "),
  );
});

test("the largest candidate of a smaller one has the pixels of the original", () => {
  const steps = { 960: 960, 1280: 960, 1920: 960 };
  expect(candidatesOf(pictureOf("a.jpg", 800, steps))).toBe(
    "/media/a.jpg/320.webp 320w, /media/a.jpg/640.webp 640w, /media/a.jpg/960.webp 800w",
  );
});

test("a picture of unknown size has its candidates by the widths that were asked for", () => {
  expect(candidatesOf(pictureOf("a.jpg", null))).toContain("/media/a.jpg/1920.webp 1920w");
});

test("a drawing has none", () => {
  const url = "/media/a.svg";
  expect(
    candidatesOf({ url, width: 9, url320: url, url640: url, url960: url, url1280: url, url1920: url }),
  ).toBeUndefined();
});
