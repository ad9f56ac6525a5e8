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
  ["voicemails", "contacts.read"],
  ["customers", "customers.read"],
  ["tickets", "tickets.read"],
  ["reports", "reports.view"],
  ["people", "users.read"],
  ["flows", "flows.read"],
  ["numbers", "numbers.write"],
] as const satisfies readonly (readonly [string, Permission])[];

export function Rail() {
  const { t } = useWords();
  const { may } = useSession();
  const [location] = useLocation();
  return (
    <nav className="rail" aria-label={t("nav.main")}>
      <span className="logo"><Logo /></span>
      {PLACES.filter(([, permission]) => may(permission)).map(([place]) => (
        <Link key={place} href={`/${place}`} aria-current={location.split("/")[1] === place ? "page" : undefined} data-testid={`nav-${place}`}>
          <Icon name={place} size={20} />
          {t(`nav.${place}`)}
        </Link>
      ))}
    </nav>
  );
}
