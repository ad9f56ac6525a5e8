import { useState, type FormEvent } from "react";
import { useLocation } from "wouter";
import { ApiProblem, problemText } from "../../api/problem";
import { useWords } from "../../i18n";
import { useSession } from "../../session/session";
import { TextField } from "../../ui/field";
import { Logo } from "../../ui/logo";
import "./sign-in.css";

export default function SignIn() {
  const { t, language, setLanguage } = useWords();
  const { signIn } = useSession();
  const [, go] = useLocation();
  const [problem, setProblem] = useState("");
  const [isWorking, setWorking] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setWorking(true);
    setProblem("");
    try {
      await signIn(String(form.get("username")).trim(), String(form.get("password")));
      go("/");
    } catch (error) {
      const isWrong = error instanceof ApiProblem && (error.status === 401 || error.status === 422);
      setProblem(isWrong ? t("signIn.wrong") : problemText(error, t));
      setWorking(false);
    }
  };

  return (
    <div className="sign-in">
      <form className="panel" onSubmit={(event) => void submit(event)}>
        <div className="row sign-in-brand">
          <Logo size={36} />
          <div>
            <h1>{t("app.name")}</h1>
            <p className="muted">{t("app.tagline")}</p>
          </div>
          <button type="button" className="button plain push" data-testid="language" onClick={() => setLanguage(language === "en" ? "zh-CN" : "en")}>
            {t("shell.switchLanguage")}
          </button>
        </div>
        <TextField label={t("signIn.username")} name="username" autoComplete="username" autoFocus required data-testid="sign-in-username" />
        <TextField label={t("signIn.password")} name="password" type="password" autoComplete="current-password" required data-testid="sign-in-password" />
        <p className="sign-in-problem breach" role="alert">{problem}</p>
        <button type="submit" className="button primary" disabled={isWorking} data-testid="sign-in-submit">
          {isWorking ? t("signIn.working") : t("signIn.submit")}
        </button>
      </form>
    </div>
  );
}
