import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { changeRole, createRole, fetchPermissions, fetchRoles, removeRole } from "../../api/people";
import { fieldProblems, problemText } from "../../api/problem";
import type { Role } from "../../api/types";
import { inLanguage } from "../../business/texts";
import { useWords } from "../../i18n";
import { useSession } from "../../session/session";
import { Answer } from "../../ui/answers";
import { Dialog } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { Icon } from "../../ui/icon";
import { TableScroll } from "../../ui/table-scroll";
import { useToasts } from "../../ui/toasts";

const KEY = ["roles"] as const;

/** Which role may do what, one column a role. */
export function Roles() {
  const { t, language } = useWords();
  const { may } = useSession();
  const [edited, edit] = useState<Role | "new" | null>(null);
  const roles = useQuery({ queryKey: KEY, queryFn: fetchRoles });
  const permissions = useQuery({ queryKey: ["permissions"], queryFn: fetchPermissions, staleTime: 3_600_000 });
  const mayWrite = may("roles.write");
  return (
    <>
      {mayWrite && <div className="filters"><button type="button" className="button primary" onClick={() => edit("new")}>{t("people.newRole")}</button></div>}
      <Answer query={permissions} lines={8}>
        {({ items: rows }) => (
          <Answer query={roles}>
            {({ items }) => (
              <TableScroll>
                <table className="table" data-testid="roles">
                  <thead>
                    <tr>
                      <th>{t("people.permission")}</th>
                      {items.map((role) => <th key={role.name}>{mayWrite && role.name !== "admin" ? <button type="button" className="button plain" onClick={() => edit(role)}>{inLanguage(role.title, language)}</button> : inLanguage(role.title, language)}</th>)}
                    </tr>
                  </thead>
                  <tbody>
                    {rows.map((permission) => (
                      <tr key={permission.name}>
                        <td>{inLanguage(permission.title, language)}</td>
                        {items.map((role) => (
                          <td key={role.name}>{role.permissions.includes(permission.name) ? <span className="tone-ready" role="img" aria-label={t("common.yes")}><Icon name="check" /></span> : <span className="muted">–</span>}</td>
                        ))}
                      </tr>
                    ))}
                  </tbody>
                </table>
              </TableScroll>
            )}
          </Answer>
        )}
      </Answer>
      {edited && permissions.data && <RoleDialog role={edited === "new" ? null : edited} permissions={permissions.data.items} onClose={() => edit(null)} />}
    </>
  );
}

interface DialogProps {
  role: Role | null;
  permissions: readonly { name: string; title: { zh: string; en: string } }[];
  onClose(): void;
}

function RoleDialog({ role, permissions, onClose }: DialogProps) {
  const { t, language } = useWords();
  const { tell } = useToasts();
  const queries = useQueryClient();
  const done = () => {
    void queries.invalidateQueries({ queryKey: KEY });
    tell(t("common.saved"));
    onClose();
  };
  const save = useMutation({ mutationFn: (body: object) => (role ? changeRole(role.name, body) : createRole(body)), onSuccess: done });
  const remove = useMutation({ mutationFn: () => removeRole(role?.name ?? ""), onSuccess: done });
  const fields = fieldProblems(save.error, t);
  const error = save.error ?? remove.error;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = (name: string) => String(data.get(name) ?? "").trim();
    save.mutate({ title: { zh: text("zh"), en: text("en") }, permissions: data.getAll("permission"), ...(role ? {} : { name: text("name") }) });
  };
  return (
    <Dialog title={role ? inLanguage(role.title, language) : t("people.newRole")} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <div className="fields">
          {!role && <TextField label={t("people.roleName")} name="name" problem={fields["name"]} autoFocus />}
          <TextField label={t("people.titleZh")} name="zh" defaultValue={role?.title.zh} problem={fields["title.zh"] ?? fields["title"]} />
          <TextField label={t("people.titleEn")} name="en" defaultValue={role?.title.en} problem={fields["title.en"]} />
        </div>
        <fieldset className="permission-list">
          <legend className="muted">{t("people.permission")}</legend>
          {permissions.map(({ name, title }) => (
            <label key={name} className="row"><input type="checkbox" name="permission" value={name} defaultChecked={role?.permissions.some((one) => one === name)} />{inLanguage(title, language)}</label>
          ))}
        </fieldset>
        {error && Object.keys(fields).length === 0 && <p className="breach" role="alert">{problemText(error, t)}</p>}
        <div className="actions">
          {role && !role.is_built_in && <button type="button" className="button danger" onClick={() => remove.mutate()}>{t("people.removeRole")}</button>}
          <button type="button" className="button push" onClick={onClose}>{t("common.cancel")}</button>
          <button type="submit" className="button primary" disabled={save.isPending}>{t("common.save")}</button>
        </div>
      </form>
    </Dialog>
  );
}
