import { useWords, type MessageKey } from "../../i18n";
import { Dialog } from "../../ui/dialog";

const ANYONE = [["/", "shortcut.search"], ["?", "shortcut.help"]] as const;
const AGENT = [
  ["Ctrl Shift A", "shortcut.accept"],
  ["Ctrl Shift R", "shortcut.decline"],
  ["Ctrl Shift H", "shortcut.hold"],
  ["Ctrl Shift M", "shortcut.mute"],
  ["Ctrl Shift S", "shortcut.status"],
  ["Ctrl Shift 1", "shortcut.end"],
  ["Ctrl Shift F", "shortcut.finish"],
  ["1 – 9", "shortcut.disposition"],
] as const satisfies readonly (readonly [string, MessageKey])[];

export default function Shortcuts({ isAgent, onClose }: { isAgent: boolean; onClose(): void }) {
  const { t } = useWords();
  return (
    <Dialog title={t("shell.shortcuts")} onClose={onClose}>
      <dl className="facts shortcuts">
        {[...(isAgent ? AGENT : []), ...ANYONE].map(([keys, what]) => (
          <div key={what}>
            <dt>{keys.split(" ").map((key) => (key === "–" ? "–" : <kbd key={key}>{key}</kbd>))}</dt>
            <dd>{t(what)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
