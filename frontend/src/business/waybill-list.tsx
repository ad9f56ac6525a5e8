import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { fetchWaybill } from "../api/customers";
import type { WaybillEvent, WaybillSummary } from "../api/types";
import { useWords } from "../i18n";
import { Answer } from "../ui/answers";
import { Copyable, When } from "../ui/copyable";
import { Icon } from "../ui/icon";
import { StateShape, type Tone } from "../ui/state";
import { inLanguage } from "./texts";
import "./business.css";

const TONES: Record<string, Tone> = {
  created: "offline",
  picked_up: "ringing",
  in_transit: "ringing",
  arrived: "ringing",
  out_for_delivery: "contact",
  delivered: "ready",
  exception: "breach",
  returned: "break",
};

export function WaybillList({ waybills, openFirst = false }: { waybills: readonly WaybillSummary[]; openFirst?: boolean }) {
  return (
    <ul className="lines">
      {waybills.map((waybill, at) => <WaybillLine key={waybill.number} waybill={waybill} startsOpen={openFirst && at === 0} />)}
    </ul>
  );
}

function WaybillLine({ waybill, startsOpen }: { waybill: WaybillSummary; startsOpen: boolean }) {
  const { t, language } = useWords();
  const [isOpen, setOpen] = useState(startsOpen);
  const tone = TONES[waybill.status] ?? "offline";
  return (
    <li className="line" data-testid="waybill" data-number={waybill.number}>
      <div className="row">
        <button type="button" className="button plain icon disclose" aria-expanded={isOpen} aria-label={t("waybill.events", { number: waybill.number })} onClick={() => setOpen(!isOpen)}>
          <Icon name={isOpen ? "down" : "right"} size={14} />
        </button>
        <span className="mono strong"><Copyable value={waybill.number} /></span>
        <span className={`tag push tone-${tone}`}><StateShape tone={tone} />{inLanguage(waybill.status_text, language)}</span>
      </div>
      <div className="row line-sub muted">
        <span className="clip">{waybill.sender.city || "–"} → {waybill.receiver.city || "–"} · {waybill.receiver.name}</span>
        {waybill.is_late && <span className="tag tone-breach"><StateShape tone="breach" />{t("waybill.late")}</span>}
        <span className="push"><When at={waybill.updated_at} /></span>
      </div>
      {isOpen && <WaybillEvents number={waybill.number} />}
    </li>
  );
}

function WaybillEvents({ number }: { number: string }) {
  const { language } = useWords();
  const query = useQuery({ queryKey: ["waybill", number], queryFn: () => fetchWaybill(number) });
  const words = (event: WaybillEvent) => (language === "en" && event.description_en ? event.description_en : event.description);
  return (
    <Answer query={query} lines={3}>
      {(waybill) => (
        <ol className="track">
          {waybill.events.toReversed().map((event) => (
            <li key={event.event_id}>
              <span className="muted"><When at={event.at} /></span>
              <span>{words(event) || event.status} {event.city && <span className="muted">{event.city} {event.site}</span>}</span>
            </li>
          ))}
        </ol>
      )}
    </Answer>
  );
}
