import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { problemText } from "../../api/problem";
import { fetchTrunks, removeTrunk, saveTrunk } from "../../api/routing";
import type { OutboundTrunk } from "../../api/types";
import { useWords } from "../../i18n";
import { useSession } from "../../session/session";
import { Answer, Empty } from "../../ui/answers";
import { Dialog } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { TableScroll } from "../../ui/table-scroll";
import { useToasts } from "../../ui/toasts";
import { RuleRows } from "./rule-rows";

const KEY = ["outbound-trunks"] as const;
const NEW: OutboundTrunk = { name: "", address: "", rates: [{ prefix: "", cost_per_minute: 0 }], is_out_of_service: false };

/** By which trunks calls go out, and what they cost. */
export function Trunks() {
  const { t } = useWords();
  const { may } = useSession();
  const [edited, edit] = useState<OutboundTrunk | null>(null);
  const query = useQuery({ queryKey: KEY, queryFn: fetchTrunks });
  return (
    <div className="stack tab-body">
      <p className="muted">{t("trunks.hint")}</p>
      {may("flows.write") && <div className="filters"><button type="button" className="button primary" data-testid="trunk-new" onClick={() => edit(NEW)}>{t("trunks.new")}</button></div>}
      <Answer query={query} lines={3}>
        {({ items }) => (items.length === 0 ? <Empty title={t("trunks.none")} /> : <Table trunks={items} edit={may("flows.write") ? edit : undefined} />)}
      </Answer>
      {edited && <TrunkDialog trunk={edited} onClose={() => edit(null)} />}
    </div>
  );
}

function Table({ trunks, edit }: { trunks: readonly OutboundTrunk[]; edit: ((trunk: OutboundTrunk) => void) | undefined }) {
  const { t } = useWords();
  return (
    <TableScroll>
      <table className="table" data-testid="outbound-trunks">
        <thead><tr><th>{t("trunks.name")}</th><th>{t("trunks.way")}</th><th>{t("trunks.rates")}</th><th>{t("trunks.out")}</th><th><span className="sr-only">{t("common.edit")}</span></th></tr></thead>
        <tbody>
          {trunks.map((trunk) => (
            <tr key={trunk.name}>
              <td className="strong">{trunk.name}</td>
              <td className="expression">{trunk.address || t("trunks.carrier")}</td>
              <td>{trunk.rates.map((rate) => <div key={rate.prefix}>{rate.prefix || t("trunks.all")}: {rate.cost_per_minute}</div>)}</td>
              <td>{trunk.is_out_of_service && "✓"}</td>
              <td className="number">{edit && <button type="button" className="button plain" aria-label={`${t("common.edit")} ${trunk.name}`} onClick={() => edit(trunk)}>{t("common.edit")}</button>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function TrunkDialog({ trunk, onClose }: { trunk: OutboundTrunk; onClose(): void }) {
  const { t } = useWords();
  const { tell } = useToasts();
  const queries = useQueryClient();
  const [rates, setRates] = useState<readonly OutboundTrunk["rates"][number][]>(trunk.rates);
  const done = () => {
    void queries.invalidateQueries({ queryKey: KEY });
    tell(t("common.saved"));
    onClose();
  };
  const save = useMutation({ mutationFn: ({ name, ...wanted }: OutboundTrunk) => saveTrunk(name, wanted), onSuccess: done });
  const drop = useMutation({ mutationFn: () => removeTrunk(trunk.name), onSuccess: done });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    save.mutate({
      name: trunk.name || String(data.get("name")).trim(), address: String(data.get("address")).trim(),
      rates: rates.map((rate) => ({ ...rate, prefix: rate.prefix ?? "" })), is_out_of_service: data.has("out"),
    });
  };
  const failed = save.error ?? drop.error;
  return (
    <Dialog title={trunk.name ? t("trunks.edit", { name: trunk.name }) : t("trunks.new")} onClose={onClose}>
      <form className="stack" onSubmit={submit} data-testid="trunk-form">
        <div className="fields">
          {!trunk.name && <TextField label={t("trunks.name")} name="name" required pattern="[A-Za-z0-9_\-]+" maxLength={64} autoFocus />}
          <TextField label={t("trunks.address", { number: "{number}" })} name="address" defaultValue={trunk.address} placeholder="sip:{number}@gw.example.com" wide />
        </div>
        <RuleRows legend={t("trunks.rates")} testId="rates" rows={rates} blank={{ prefix: "", cost_per_minute: 0 }} change={setRates}
          columns={[{ key: "prefix", label: t("trunks.prefix"), kind: "optional", placeholder: "+8621" }, { key: "cost_per_minute", label: t("trunks.cost"), kind: "number" }]} />
        <label className="row"><input type="checkbox" name="out" defaultChecked={trunk.is_out_of_service} />{t("trunks.out")}</label>
        {failed && <p className="breach" role="alert">{problemText(failed, t)}</p>}
        <div className="actions">
          {trunk.name && <button type="button" className="button" disabled={drop.isPending} onClick={() => { if (confirm(t("trunks.removeSure", { name: trunk.name }))) drop.mutate(); }}>{t("routing.remove")}</button>}
          <button type="button" className="button push" onClick={onClose}>{t("common.cancel")}</button>
          <button type="submit" className="button primary" disabled={save.isPending}>{t("common.save")}</button>
        </div>
      </form>
    </Dialog>
  );
}
