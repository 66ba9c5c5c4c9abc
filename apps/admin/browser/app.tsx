/** The office: the page of the place in its frame, and the form to sign in over both. */
import { forgetTyped } from "@hansa/front/islands";
import { useEffect, useRef } from "react";
import { Frame } from "../layout/frame.tsx";
import { menuOf } from "../layout/menu.ts";
import { MessagePage } from "../layout/message-page.tsx";
import { SignInDialog } from "../layout/sign-in-dialog.tsx";
import { Away } from "../shop/elements/away.tsx";
import { forgetPresses } from "../shop/graph/press.ts";
import { endSession, useSessionState } from "../shop/graph/session-state.ts";
import { language } from "../shop/language.ts";
import { go } from "../shop/places/places.ts";
import { ShownPlace } from "../shop/places/use-place.ts";
import { allows, useViewer, type Viewer } from "../shop/session/viewer.ts";
import { textsOf } from "../shop/texts.ts";
import { type ShownPage, useShownPage } from "./use-shown-page.ts";

const texts = textsOf("frame")[language];

export function App() {
  const shown = useShownPage();
  const { data, isAway } = useViewer();
  const viewer = data?.me ?? undefined;
  const session = useSessionState();
  const before = useRef<string>(undefined);

  // The account of the session is gone.
  useEffect(() => {
    if (data?.me === null) endSession();
  }, [data]);

  // Another person goes on in this document: what it shows was read for the one before.
  useEffect(() => {
    if (viewer === undefined) return;
    if (before.current !== undefined && before.current !== viewer.id) {
      forgetTyped();
      forgetPresses();
      location.reload();
    }
    before.current = viewer.id;
  }, [viewer?.id]);

  const areAccountsAway = isAway || session === "unverified";
  return (
    <ShownPlace value={shown.place}>
      <Frame path={shown.place.path} viewer={viewer}>
        {viewer ? (
          <>
            {areAccountsAway ? <Away part="accounts" className="mb-4 print:hidden" /> : null}
            <Content shown={shown} viewer={viewer} />
          </>
        ) : areAccountsAway ? (
          <Away part="accounts" />
        ) : session === "ended" ? null : (
          <p role="status">{texts.loading}</p>
        )}
      </Frame>
      <SignInDialog isOpen={session === "ended"} isFirst={viewer === undefined} />
    </ShownPlace>
  );
}

type ContentProps = { shown: ShownPage; viewer: Viewer };

function Content({ shown, viewer }: ContentProps) {
  const { place, found, Page } = shown;
  const [first] = menuOf(viewer);
  const isBegin = place.path === "/";

  useEffect(() => {
    if (isBegin && first) go(first.address, { isInstead: true });
  }, [isBegin, first?.address]);

  if (!viewer.scopes?.length) return <MessagePage title={texts.notStaff}>{texts.notStaffText}</MessagePage>;
  if (isBegin) return first ? null : <MessagePage title={texts.nothing}>{texts.nothingText}</MessagePage>;
  if (!found) return <MessagePage title={texts.absent}>{texts.absentText}</MessagePage>;
  const { scope } = found.route;
  if (scope !== undefined && !allows(viewer, scope))
    return <MessagePage title={texts.refused}>{texts.refusedText}</MessagePage>;
  if (Page === "failed")
    return (
      <MessagePage title={texts.pageFailed}>
        <a href={location.href} target="_self" className="underline underline-offset-4">
          {texts.loadAgain}
        </a>
      </MessagePage>
    );
  if (Page === undefined) return <p role="status">{texts.loading}</p>;
  return <Page place={place} params={found.params} viewer={viewer} />;
}
