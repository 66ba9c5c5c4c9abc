/** Requests of pictures that end when another place is entered, so that its data has connections; they begin again a second later. */

/** The time after which those that are still shown are asked for again, in milliseconds. */
const laterMs = 1_000;

/**
 * Ends the requests of pictures that are not there yet, and sends them again later. Of the few connections that a browser has to a host, pictures of
 * a service that hangs would leave none to the graph.
 */
export function postponePictures(): void {
  const awaited = [...document.images].flatMap((picture) => {
    const { complete, src } = picture;
    return complete ? [] : [{ picture, src }];
  });
  for (const { picture } of awaited) picture.removeAttribute("src");
  setTimeout(() => {
    for (const { picture, src } of awaited)
      if (picture.isConnected && !picture.hasAttribute("src")) picture.setAttribute("src", src);
  }, laterMs);
}
