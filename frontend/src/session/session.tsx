import { useQueryClient } from "@tanstack/react-query";
import { createContext, use, useCallback, useMemo, useSyncExternalStore, type ReactNode } from "react";
import { endSession, signIn as askToSignIn } from "../api/session";
import type { Permission, SessionUser } from "../api/types";
import { holding, hold, keepUser, onChange, release } from "./tokens";

interface SessionState {
  user: SessionUser | null;
  may(permission: Permission): boolean;
  signIn(username: string, password: string): Promise<SessionUser>;
  signOut(): void;
}

const SessionContext = createContext<SessionState | null>(null);

export function SessionProvider({ children }: { children: ReactNode }) {
  const held = useSyncExternalStore(onChange, holding);
  const queries = useQueryClient();
  const user = held?.user ?? null;
  const signIn = useCallback(async (username: string, password: string) => {
    const session = await askToSignIn(username, password);
    return hold(session).user;
  }, []);
  const signOut = useCallback(() => {
    const leaving = holding();
    // Who finds the tokens on this computer later gets nowhere with them.
    if (leaving) void endSession(leaving).catch(() => undefined);
    release();
    queries.clear();
  }, [queries]);
  const state = useMemo<SessionState>(
    () => ({ user, may: (permission) => user?.permissions.includes(permission) ?? false, signIn, signOut }),
    [user, signIn, signOut],
  );
  return <SessionContext value={state}>{children}</SessionContext>;
}

export function useSession(): SessionState {
  const session = use(SessionContext);
  if (!session) throw new Error("useSession needs a SessionProvider");
  return session;
}

/** The signed-in person; only for pages behind the sign-in. */
export function useMyself(): SessionUser {
  const { user } = useSession();
  if (!user) throw new Error("nobody is signed in");
  return user;
}

/** Takes over what the server now says about the signed-in person. */
export function useRefreshUser() {
  return keepUser;
}
