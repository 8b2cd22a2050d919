using System.Runtime.CompilerServices;
using Xunit;

namespace Exchange.Tests.Snapshots;

/// <summary>
/// Holds a text against the one accepted before, in a file beside the test: <c>Class.Method.verified.txt</c>. A text that differs is written
/// to <c>Class.Method.received.txt</c>; who agrees with it renames the file.
/// </summary>
internal static class Snapshot
{
    /// <summary>Fails unless the text is the accepted one.</summary>
    /// <param name="text">What the test found.</param>
    /// <param name="parameter">Tells the cases of a theory apart.</param>
    /// <param name="file">The test's source; the compiler fills it in.</param>
    /// <param name="method">The test's method; the compiler fills it in.</param>
    internal static void Verify(string text, string parameter = "", [CallerFilePath] string file = "", [CallerMemberName] string method = "")
    {
        string name = $"{Path.GetFileNameWithoutExtension(file)}.{method}{(parameter.Length == 0 ? "" : $"_{parameter}")}";
        string verified = Path.Combine(Path.GetDirectoryName(file)!, $"{name}.verified.txt");
        string received = Path.Combine(Path.GetDirectoryName(file)!, $"{name}.received.txt");
        string found = text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        string? accepted = File.Exists(verified) ? File.ReadAllText(verified).ReplaceLineEndings("\n") : null;
        if (found == accepted)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, found);
        if (accepted is null) Assert.Fail($"Nothing was accepted yet for {name}; see {received}.");
        Assert.Equal(accepted, found);
    }
}
