import { Link } from "wouter";
import { useWords } from "../../i18n";
import { Empty } from "../../ui/answers";

export function NotFound() {
  const { t } = useWords();
  return (
    <Empty title={t("shell.notFound")} hint={t("shell.notFoundHint")}>
      <Link href="/" className="button">{t("shell.home")}</Link>
    </Empty>
  );
}
