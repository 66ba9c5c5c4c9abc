/** Fields of a sign-in: below them the router judges no access, since users shows a person their own account there, before the request is theirs. */

/** Their coordinates. */
export const signInFields: ReadonlySet<string> = new Set(["Session.user"]);
