# Reference numbers for the design aids: p.adjust, pwr, mice::pool.scalar, psych::alpha, lavaan.
# Run: Rscript engines/statistics/design/reference/design.R
suppressMessages({library(pwr); library(mice); library(psych); library(lavaan); library(jsonlite)})
set.seed(20240607)
folder <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
version <- function(p) as.character(packageVersion(p))

p <- c(runif(12)^2, 0.02, 0.02, 0.5)
adjusted <- sapply(c("bonferroni", "holm", "hochberg", "hommel", "BH", "BY"), function(m) p.adjust(p, m), simplify = FALSE)

power_cases <- expand.grid(J = c(8, 20, 64), d = c(0.2, 0.5, 0.8))
pwr_power <- apply(power_cases, 1, function(r) pwr.t.test(n = r[["J"]] / 2, d = r[["d"]], sig.level = 0.05)$power)
pwr_d <- sapply(c(8, 20, 64), function(J) pwr.t.test(n = J / 2, power = 0.8, sig.level = 0.05)$d)

clustered <- function(J, n, rho, P, rc, ri, g, level, power) {
  se <- sqrt(rho * (1 - rc) / (P * (1 - P) * J) + (1 - rho) * (1 - ri) / (P * (1 - P) * J * n))
  df <- J - 2 - g
  crit <- qt(1 - level / 2, df)
  pow <- function(d) pt(crit, df, d / se, lower.tail = FALSE) + pt(-crit, df, d / se)
  list(J = J, n = n, rho = rho, P = P, rc = rc, ri = ri, g = g, level = level, power = power, se = se, df = df,
       bloom = (crit + qt(power, df)) * se,
       mde = uniroot(function(d) pow(d) - power, c(1e-6, 10), tol = 1e-14)$root, power_at_0.3 = pow(0.3))
}
clusters <- list(clustered(60, 160, 0.15, 28 / 60, 0, 0, 0, 0.05, 0.8), clustered(12, 25, 0.3, 0.5, 0.6, 0.2, 1, 0.05, 0.8),
                 clustered(40, 100, 0.05, 0.4, 0.5, 0.5, 2, 0.1, 0.9))

q <- c(0.61, 0.70, 0.55, 0.66, 0.72); s <- c(0.12, 0.13, 0.11, 0.125, 0.14)
pooled <- lapply(c(Inf, 58, 300), function(n) { r <- pool.scalar(q, s^2, n = n, k = 1); r[c("qbar", "ubar", "b", "t", "df", "r", "fmi")] })

n <- 120; f <- rnorm(n)
items <- round(sapply(c(0.8, 0.7, 0.6, 0.9, 0.4), function(l) l * f + rnorm(n)) * c(1, 1, 1, 1, 1) + 3, 4)
colnames(items) <- paste0("x", 1:5)
a <- psych::alpha(as.data.frame(items), warnings = FALSE)
ci <- psych::alpha.ci(a$total$raw_alpha, n.obs = n, n.var = 5, digits = 15)
fit <- cfa("f =~ x1 + x2 + x3 + x4 + x5", data = as.data.frame(items), std.lv = TRUE)
e <- lavInspect(fit, "est"); l <- e$lambda[, 1]; th <- diag(e$theta)
std <- lavInspect(fit, "std")$lambda[, 1]

robustness <- lapply(list(c(4.2, 783), c(1.5, 40), c(30, 12)), function(v) {
  t <- v[1]; df <- v[2]
  rv <- function(f) if (f <= 0) 0 else 0.5 * (sqrt(f^4 + 4 * f^2) - f^2)
  f <- abs(t) / sqrt(df); fc <- qt(0.975, df - 1) / sqrt(df - 1)
  list(t = t, df = df, r2 = t^2 / (t^2 + df), rv = rv(f), rv_level = if (fc > 0 && f > 1 / fc) (f^2 - fc^2) / (1 + f^2) else rv(f - fc))
})

write(toJSON(list(
  generated_with = list(R = R.version.string, pwr = version("pwr"), mice = version("mice"), psych = version("psych"), lavaan = version("lavaan")),
  p = p, adjusted = adjusted, power = cbind(power_cases, power = pwr_power), detectable = pwr_d, clusters = clusters,
  pool = list(q = q, s = s, n = c(NA, 58, 300), pooled = pooled),
  items = as.list(as.data.frame(items)),
  reliability = list(alpha = a$total$raw_alpha, interval = c(ci$lower.ci, ci$upper.ci), without = a$alpha.drop$raw_alpha,
    rest = a$item.stats$r.drop, omega = sum(l)^2 / (sum(l)^2 + sum(th)), loadings = unname(std)),
  robustness = robustness), digits = NA, auto_unbox = TRUE, na = "null"), file.path(folder, "design.json"))
