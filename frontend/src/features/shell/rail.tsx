import { Link, useLocation } from "wouter";
import type { Permission } from "../../api/types";
import { useWords } from "../../i18n";
import { useSession } from "../../session/session";
import { Icon } from "../../ui/icon";
import { Logo } from "../../ui/logo";

export const PLACES = [
  ["desk", "desk.use"],
  ["floor", "floor.view"],
  ["contacts", "contacts.read"],
  ["callbacks", "contacts.read"],
  ["voicemails", "contacts.read"],
  ["customers", "customers.read"],
  ["tickets", "tickets.read"],
  ["reports", "reports.view"],
  ["people", "users.read"],
  ["flows", "flows.read"],
  ["routing", "flows.read"],
  ["numbers", "numbers.write"],
] as const satisfies readonly (readonly [string, Permission])[];

/** The places of this person; the desk is for those who take contacts. */
export function usePlaces() {
  const { may, user } = useSession();
  return PLACES.filter(([place, permission]) => may(permission) && (place !== "desk" || Boolean(user?.worker_sid)));
}

export function Rail() {
  const { t } = useWords();
  const places = usePlaces();
  const [location] = useLocation();
  return (
    <nav className="rail" aria-label={t("nav.main")}>
      <span className="logo"><Logo /></span>
      {places.map(([place]) => (
        <Link key={place} href={`/${place}`} aria-current={location.split("/")[1] === place ? "page" : undefined} data-testid={`nav-${place}`}>
          <Icon name={place} size={20} />
          {t(`nav.${place}`)}
        </Link>
      ))}
    </nav>
  );
}
