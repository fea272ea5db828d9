/** A part of the app that did not arrive: there is no connection, or it has another name since an upgrade. */
export class NotLoaded extends Error {
  override name = "NotLoaded";
}

/** What is loaded when it is needed, or an error that says so. */
export async function loaded<Part>(part: Promise<Part>): Promise<Part> {
  try {
    return await part;
  } catch (cause) {
    throw new NotLoaded("A part of the app could not be loaded.", { cause });
  }
}
