import type { Trunk } from "../../api/types";
import { useWords } from "../../i18n";
import { Empty } from "../../ui/answers";
import { Panel } from "../../ui/panel";

const NEAR_FULL = 0.9;

interface Gateway {
  name: string;
  inUse: number;
  capacity: number;
  spans: Trunk[];
}

export function byGateway(trunks: readonly Trunk[]): Gateway[] {
  const gateways = new Map<string, Gateway>();
  for (const trunk of trunks) {
    const gateway = gateways.get(trunk.gateway) ?? { name: trunk.gateway, inUse: 0, capacity: 0, spans: [] };
    gateway.inUse += trunk.in_use;
    gateway.capacity += trunk.capacity ?? 0;
    gateway.spans.push(trunk);
    gateways.set(trunk.gateway, gateway);
  }
  return [...gateways.values()];
}

/** Channels in use of each gateway, and of each of its spans. */
export function Trunks({ trunks }: { trunks: readonly Trunk[] }) {
  const { t } = useWords();
  const gateways = byGateway(trunks);
  return (
    <Panel title={t("floor.trunks")} testId="floor-trunks" className="trunks">
      {gateways.length === 0 && <Empty title={t("floor.noTrunks")} />}
      <div className="gateways">
        {gateways.map((gateway) => (
          <div key={gateway.name} className="gateway" data-gateway={gateway.name} data-in-use={gateway.inUse}>
            <div className="row">
              <span className="strong">{gateway.name}</span>
              <span className="push"><span className="strong">{gateway.inUse}</span>{gateway.capacity > 0 && <span className="muted"> / {gateway.capacity}</span>}</span>
            </div>
            <div className="spans">{gateway.spans.map((span) => <Span key={span.span ?? "-"} trunk={span} />)}</div>
          </div>
        ))}
      </div>
    </Panel>
  );
}

function Span({ trunk }: { trunk: Trunk }) {
  const { t } = useWords();
  const share = trunk.capacity ? Math.min(1, trunk.in_use / trunk.capacity) : trunk.in_use > 0 ? 1 : 0;
  const words = trunk.capacity === null ? t("floor.spanOpen", { used: trunk.in_use }) : t("floor.span", { used: trunk.in_use, capacity: trunk.capacity });
  return (
    <div className="span" title={words}>
      <span className="muted">{trunk.span ?? t("floor.ip")}</span>
      <div className={`meter ${trunk.capacity && share >= NEAR_FULL ? "tone-breach" : ""}`} role="meter" aria-label={`${trunk.gateway} ${trunk.span ?? ""}`} aria-valuenow={trunk.in_use} aria-valuemin={0} aria-valuemax={trunk.capacity ?? Math.max(1, trunk.in_use)}>
        <span style={{ width: `${share * 100}%` }} />
      </div>
      <span>{trunk.in_use}{trunk.overflow > 0 && <span className="breach"> +{trunk.overflow}</span>}</span>
    </div>
  );
}
