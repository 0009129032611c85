# Known answers for multilevel models: three levels, slopes, weights, a boundary. Run: Rscript multilevel.R
suppressMessages({ library(lme4); library(lmerTest); library(jsonlite) })
set.seed(20090901)
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
schools <- 24; classes_per_school <- 4
class_sizes <- sample(6:14, schools * classes_per_school, replace = TRUE)
class <- rep(seq_along(class_sizes), class_sizes)
school <- ceiling(class / classes_per_school)
n <- length(class)
treated <- as.numeric(school %% 2 == 0)
school_u <- rnorm(schools, 0, 0.5); school_slope <- 0.4 * school_u + rnorm(schools, 0, 0.2)
class_u <- rnorm(length(class_sizes), 0, 0.35)
x <- round(5 + rnorm(n) + 0.8 * school_u[school], 4)
y <- round(2 + 0.3 * treated + (0.5 + school_slope[school]) * (x - 5) + school_u[school] + class_u[class] + rnorm(n, 0, 0.8), 4)
noise <- rnorm(n)
# Classes more alike than chance: the best variance between them is zero.
flat <- round(1 + 0.2 * x + noise - 0.9 * ave(noise, class), 4)
w <- round(runif(n, 0.5, 2), 3)
d <- data.frame(y, x, flat, treated, w, class = factor(class), school = factor(school))

control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10, maxfun = 1e5), calc.derivs = FALSE)
answer <- function(model) {
  s <- summary(model)$coefficients
  v <- as.data.frame(VarCorr(model))
  list(formula = paste(deparse(formula(model)), collapse = ""), REML = isREML(model),
       terms = lapply(seq_len(nrow(s)), function(i) list(name = rownames(s)[i], estimate = s[i, 1], std_error = s[i, 2], df = s[i, 3], p_value = s[i, 5])),
       varcorr = v, logLik = as.numeric(logLik(model)))
}
effects <- function(model, level) {
  r <- as.data.frame(ranef(model, condVar = TRUE))
  r <- r[r$grpvar == level, ]
  list(part = as.character(r$term), group = as.integer(as.character(r$grp)), effect = r$condval, sd = r$condsd)
}
fit <- function(f, weights = rep(1, n), ...) { d$weights_in_use <- weights; lmer(f, d, control = control, weights = weights_in_use, ...) }
three <- fit(y ~ x + treated + (1 | school) + (1 | class))
three_ml <- fit(y ~ x + treated + (1 | school) + (1 | class), REML = FALSE)
three_slope <- fit(y ~ x + treated + (1 + x | school) + (1 | class))
apart <- fit(y ~ x + (1 + x || school))
weighted <- fit(y ~ x + treated + (1 | school), weights = w)
boundary <- suppressMessages(fit(flat ~ x + (1 | class)))
anova_slope <- anova(three, three_slope, refit = FALSE)
write_json(list(
  generated_with = list(R = R.version.string, lme4 = as.character(packageVersion("lme4")), lmerTest = as.character(packageVersion("lmerTest")), seed = 20090901),
  data = list(y = y, x = x, flat = flat, treated = treated, w = w, class = class, school = school),
  three_levels = answer(three), three_levels_ml = answer(three_ml), three_levels_slope = answer(three_slope),
  slope_apart = answer(apart), weighted = answer(weighted), boundary = answer(boundary),
  test_of_slope = list(chi2 = anova_slope$Chisq[2], df = anova_slope$Df[2], p_value = anova_slope$`Pr(>Chisq)`[2]),
  effects_school = effects(three_slope, "school"), effects_class = effects(three_slope, "class")
), file.path(here, "multilevel.json"), digits = NA, auto_unbox = TRUE, na = "null")
