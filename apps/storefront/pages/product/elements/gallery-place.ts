/** The place of the gallery in the document: the buy box, which stands beside it, finds it there. */

export const galleryId = "pictures";

/** The id of a picture by its number, from 1: addresses may have it, and need no script. */
export function pictureId(number: number): string {
  return `picture-${number}`;
}

/** Shows a picture in the row: the page does not scroll, and the history keeps no step. */
export function showPicture(id: string): void {
  const picture = document.getElementById(id);
  const row = picture?.parentElement;
  if (picture && row) row.scrollTo({ left: picture.offsetLeft - row.offsetLeft });
}

/** The file of a picture that the browser has loaded for the row; undefined without pictures. */
export function loadedPicture(number: number): string | undefined {
  const img = document.querySelector<HTMLImageElement>(`#${pictureId(number)} img`);
  return img?.currentSrc || undefined;
}
