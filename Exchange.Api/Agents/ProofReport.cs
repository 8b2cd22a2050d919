using System.Collections.Concurrent;
using Exchange.Api.Proofs;
using Exchange.Api.Wire;

namespace Exchange.Api.Agents;

/// <summary>Gathers what became of a round of proofs, so that alike ones take one line. What passed of a chain of time-locks is not worth one.</summary>
/// <param name="log">Takes the lines.</param>
internal sealed class ProofReport(AgentLog log)
{
    private const int MostUnitsNamed = 4;
    private readonly ConcurrentBag<(string What, string Found, string? Unit)> proofs = [];

    /// <summary>Notes one proof.</summary>
    public void Add(ChallengeAnswer challenge, ProofAnswer? proof, ProblemBody? problem)
    {
        if (problem is null && (proof?.Verdict is null || (proof.Verdict == "passed" && (challenge.Kind == "time_lock" || challenge.Purpose == "chained")))) return;
        string size = challenge.Size > 0 ? FormattableString.Invariant($" of {challenge.Size}") : "";
        string found = problem is not null ? $"not taken, {problem.Message}" : Found(proof!);
        proofs.Add(($"{challenge.Kind}{size} ({challenge.Purpose})", found, challenge.Unit is { } unit ? FormattableString.Invariant($"{unit}") : null));
    }

    /// <summary>Says what was noted.</summary>
    public void Say()
    {
        foreach (var alike in proofs.GroupBy(proof => (proof.What, proof.Found)).OrderBy(group => group.Key))
        {
            string[] units = [.. alike.Select(proof => proof.Unit).OfType<string>().Order(StringComparer.Ordinal)];
            string who = units.Length switch
            {
                0 => "",
                <= MostUnitsNamed => $", unit {string.Join(", ", units)}",
                _ => FormattableString.Invariant($", {units.Length} units"),
            };
            log.Say($"proof {alike.Key.What}{who}: {alike.Key.Found}");
        }
    }

    /// <summary>How fast a product was is worth saying where that is what was wrong with it.</summary>
    private static string Found(ProofAnswer proof) =>
        proof.Verdict is "slow" or "below_claim" ? $"{proof.Verdict}, {proof.Performance} of the reference" : $"{proof.Verdict}{(proof.Grade == "simulated" ? ", simulated hardware" : "")}";
}
