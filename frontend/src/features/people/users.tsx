import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { changeUser, createUser, fetchRoles, fetchUsers, resetPassword } from "../../api/people";
import { fieldProblems, problemText } from "../../api/problem";
import type { User } from "../../api/types";
import { inLanguage } from "../../business/texts";
import { useWords } from "../../i18n";
import { useSession } from "../../session/session";
import { Answer } from "../../ui/answers";
import { Dialog } from "../../ui/dialog";
import { SelectField, TextField } from "../../ui/field";
import { useToasts } from "../../ui/toasts";

const KEY = ["users"] as const;

export function Users() {
  const { t, label } = useWords();
  const { may } = useSession();
  const [edited, edit] = useState<User | "new" | null>(null);
  const query = useQuery({ queryKey: KEY, queryFn: fetchUsers });
  const mayWrite = may("users.write");
  return (
    <>
      {mayWrite && <div className="filters"><button type="button" className="button primary" onClick={() => edit("new")}>{t("people.newUser")}</button></div>}
      <Answer query={query} lines={6}>
        {({ items }) => (
          <table className="table" data-testid="users">
            <thead><tr><th>{t("signIn.username")}</th><th>{t("common.name")}</th><th>{t("people.role")}</th><th>{t("shell.language")}</th><th>{t("people.takesContacts")}</th><th>{t("common.status")}</th><th><span className="sr-only">{t("common.edit")}</span></th></tr></thead>
            <tbody>
              {items.map((user) => (
                <tr key={user.user_id}>
                  <td className="strong">{user.username}</td>
                  <td>{user.name}</td>
                  <td>{label("role", user.role)}</td>
                  <td>{label("language", user.language)}</td>
                  <td>{user.worker_sid ? t("common.yes") : t("common.no")}</td>
                  <td><span className={`tag tone-${user.is_disabled ? "offline" : "ready"}`}>{user.is_disabled ? t("people.disabled") : t("people.active")}</span></td>
                  <td className="number">{mayWrite && <button type="button" className="button plain" onClick={() => edit(user)}>{t("common.edit")}</button>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Answer>
      {edited && <UserDialog user={edited === "new" ? null : edited} onClose={() => edit(null)} />}
    </>
  );
}

function UserDialog({ user, onClose }: { user: User | null; onClose(): void }) {
  const { t, language } = useWords();
  const { tell } = useToasts();
  const queries = useQueryClient();
  const roles = useQuery({ queryKey: ["roles"], queryFn: fetchRoles });
  const save = useMutation({
    mutationFn: async ({ password, username, ...rest }: Record<string, unknown>) => {
      if (!user) return createUser({ ...rest, username, password, is_disabled: undefined });
      if (password) await resetPassword(user.user_id, String(password));
      return changeUser(user.user_id, rest);
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: KEY });
      tell(t("common.saved"));
      onClose();
    },
  });
  const fields = fieldProblems(save.error, t);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = (name: string) => String(data.get(name) ?? "").trim();
    save.mutate({ username: text("username"), name: text("name"), role: text("role"), language: text("language"), password: String(data.get("password") ?? ""), is_agent: data.get("is_agent") === "on", ...(user ? { is_disabled: data.get("is_disabled") === "on" } : {}) });
  };
  return (
    <Dialog title={user ? user.username : t("people.newUser")} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <div className="fields">
          {!user && <TextField label={t("signIn.username")} name="username" problem={fields["username"]} autoComplete="off" autoFocus />}
          <TextField label={t("common.name")} name="name" defaultValue={user?.name} problem={fields["name"]} />
          <SelectField key={roles.data ? "loaded" : "loading"} label={t("people.role")} name="role" defaultValue={user?.role ?? "agent"} problem={fields["role"]} options={(roles.data?.items ?? []).map((role) => [role.name, inLanguage(role.title, language)] as const)} />
          <SelectField label={t("shell.language")} name="language" defaultValue={user?.language ?? "zh-CN"} options={[["zh-CN", "中文"], ["en", "English"]]} problem={fields["language"]} />
          <TextField label={user ? t("people.newPassword") : t("signIn.password")} name="password" type="password" problem={fields["password"]} autoComplete="new-password" wide />
        </div>
        <label className="row"><input type="checkbox" name="is_agent" defaultChecked={user ? user.worker_sid !== null : true} />{t("people.takesContacts")}</label>
        {user && <label className="row"><input type="checkbox" name="is_disabled" defaultChecked={user.is_disabled} />{t("people.disabled")}</label>}
        {save.isError && Object.keys(fields).length === 0 && <p className="breach" role="alert">{problemText(save.error, t)}</p>}
        <div className="actions">
          <button type="button" className="button" onClick={onClose}>{t("common.cancel")}</button>
          <button type="submit" className="button primary" disabled={save.isPending}>{t("common.save")}</button>
        </div>
      </form>
    </Dialog>
  );
}
