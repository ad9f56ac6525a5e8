import { fetchDownload } from "../../api/reports";
import { useWords } from "../../i18n";
import { Icon } from "../../ui/icon";
import { useToasts } from "../../ui/toasts";

const FORMATS = ["xlsx", "csv"] as const;

export function Downloads({ runId, isSmall = false }: { runId: string; isSmall?: boolean }) {
  const { t } = useWords();
  const { warn } = useToasts();
  const download = async (format: "xlsx" | "csv") => {
    try {
      const { url } = await fetchDownload(runId, format);
      const link = document.createElement("a");
      link.href = url;
      link.download = "";
      link.click();
    } catch (error) {
      warn(error);
    }
  };
  return (
    <span className="row">
      {FORMATS.map((format) => (
        <button key={format} type="button" className={isSmall ? "button plain" : "button"} aria-label={t("report.download", { format: format.toUpperCase() })} onClick={() => void download(format)} data-testid={`report-download-${format}`}>
          <Icon name="download" />
          {format.toUpperCase()}
        </button>
      ))}
    </span>
  );
}
